# Documents that the AWS provider renders in a real plan, and the pack from this text.

variable "subscribe" {
  type    = bool
  default = true
}

variable "topics" {
  type    = list(string)
  default = ["b", "a", "c"]
}

variable "grants" {
  type = map(object({
    effect    = optional(string, "Allow")
    actions   = set(string)
    resources = optional(list(string), ["*"])
  }))
  default = {
    publish = { actions = ["iot:Publish", "iot:RetainPublish"] }
    connect = { actions = ["iot:Connect"], resources = ["client/&{iot:Connection.Thing.ThingName}"] }
    nothing = { effect = "Deny", actions = ["iot:DeleteThing"] }
  }
}

variable "none" {
  type    = list(string)
  default = []
}

locals {
  arn    = "arn:aws:iot:eu-west-1:123456789012"
  source = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Sid": "First", "Effect": "Allow", "Action": "iot:Connect", "Resource": "*"},
        {"Effect": "Allow", "Action": ["iot:Publish", "iot:Receive"], "Resource": ["a", "b"]}
      ]
    }
  JSON
  conditions = [
    { test = "StringEquals", variable = "iot:ClientId", values = ["a"] },
    { test = "StringLike", variable = "iot:ClientId", values = ["b*", "a*"] },
    { test = "Bool", variable = "iot:Connection.Thing.IsAttached", values = [true] },
    { test = "NumericLessThan", variable = "s3:max-keys", values = [10, 5] },
  ]
}

data "aws_iam_policy_document" "empty" {}

data "aws_iam_policy_document" "empty_statement" {
  statement {}
}

data "aws_iam_policy_document" "single_items" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "sorted_actions" {
  statement {
    actions   = ["iot:Connect", "iot:Publish", "iot:*", "iot:Receive", "IOT:Zeta"]
    resources = ["b", "a", "B", "A", "é", "~"]
  }
}

data "aws_iam_policy_document" "repeated_items" {
  statement {
    actions   = ["iot:Connect", "iot:Connect"]
    resources = ["a", "b", "a"]
  }
}

data "aws_iam_policy_document" "deny" {
  statement {
    sid       = "Never"
    effect    = "Deny"
    actions   = ["*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "negated" {
  statement {
    not_actions   = ["iot:Connect"]
    not_resources = ["a", "b"]
  }
}

data "aws_iam_policy_document" "both" {
  statement {
    actions       = ["a:b"]
    not_actions   = ["a:c", "a:d"]
    resources     = ["x"]
    not_resources = ["y"]
  }
}

data "aws_iam_policy_document" "no_actions" {
  statement {
    actions   = []
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "no_resources" {
  statement {
    actions = ["sts:AssumeRole"]
  }
}

data "aws_iam_policy_document" "old_version" {
  version = "2008-10-17"
  statement {
    actions   = ["a:b"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "policy_id" {
  policy_id = "devices"
  statement {
    actions   = ["a:b"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "variables" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["${local.arn}:client/&{iot:Connection.Thing.ThingName}", "$${iot:ClientId}", "&{a}&{b}"]
  }
}

data "aws_iam_policy_document" "no_variables_in_actions" {
  statement {
    actions   = ["&{a}", "$${b}"]
    resources = ["&", "{", "& {a}", "&&{a}"]
  }
}

data "aws_iam_policy_document" "escapes" {
  statement {
    actions   = ["a:b"]
    resources = ["<a>&\"\\", "tab\tline\nreturn\r", "\u2028\u2029", "\u0001\u007f", "😀"]
  }
}

data "aws_iam_policy_document" "principal_everybody" {
  statement {
    actions = ["a:b"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

data "aws_iam_policy_document" "principal_all_aws" {
  statement {
    actions = ["a:b"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

data "aws_iam_policy_document" "principal_service" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["credentials.iot.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "principal_services" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["iot.amazonaws.com", "lambda.amazonaws.com", "credentials.iot.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "principal_kinds" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["iot.amazonaws.com"]
    }
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:root", "arn:aws:iam::210987654321:role/&{x}"]
    }
    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "principal_kind_twice" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["a"]
    }
    principals {
      type        = "AWS"
      identifiers = ["c"]
    }
  }
}

data "aws_iam_policy_document" "principal_kind_twice_with_lists" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["b", "d", "a"]
    }
    principals {
      type        = "AWS"
      identifiers = ["c"]
    }
    principals {
      type        = "AWS"
      identifiers = ["f", "e"]
    }
  }
}

data "aws_iam_policy_document" "principal_same_block_twice" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["a"]
    }
    principals {
      type        = "AWS"
      identifiers = ["a"]
    }
  }
}

data "aws_iam_policy_document" "principal_everybody_and_service" {
  statement {
    actions = ["a:b"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    principals {
      type        = "Service"
      identifiers = ["iot.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "principal_star_of_several" {
  statement {
    actions = ["a:b"]
    principals {
      type        = "*"
      identifiers = ["*", "b"]
    }
  }
}

data "aws_iam_policy_document" "not_principals" {
  statement {
    effect  = "Deny"
    actions = ["a:b"]
    not_principals {
      type        = "AWS"
      identifiers = ["b", "a"]
    }
  }
}

data "aws_iam_policy_document" "condition" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
    condition {
      test     = "Bool"
      variable = "iot:Connection.Thing.IsAttached"
      values   = ["true"]
    }
  }
}

data "aws_iam_policy_document" "condition_values_in_order" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = ["b", "a", "a", "&{c}"]
    }
  }
}

data "aws_iam_policy_document" "condition_no_values" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = []
    }
  }
}

data "aws_iam_policy_document" "condition_tests" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = ["a"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["b"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:SourceAccount"
      values   = [123456789012]
    }
  }
}

data "aws_iam_policy_document" "condition_key_twice" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = ["z"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = ["y", "x"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = ["w"]
    }
  }
}

data "aws_iam_policy_document" "condition_twice_alike" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = ["z"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = ["z"]
    }
  }
}

data "aws_iam_policy_document" "condition_of_other_types" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [true, false]
    }
    condition {
      test     = "NumericEquals"
      variable = "s3:max-keys"
      values   = [10]
    }
  }
}

data "aws_iam_policy_document" "statements" {
  statement {
    sid       = "One"
    actions   = ["a:b"]
    resources = ["*"]
  }
  statement {
    actions   = ["a:c"]
    resources = ["*"]
  }
  statement {
    sid       = "Two"
    actions   = ["a:d"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "source" {
  source_policy_documents = [local.source]
}

data "aws_iam_policy_document" "source_and_own" {
  source_policy_documents = [local.source]
  statement {
    actions   = ["a:b"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "source_replaced_by_own" {
  source_policy_documents = [local.source]
  statement {
    sid       = "First"
    effect    = "Deny"
    actions   = ["iot:Connect"]
    resources = ["*"]
  }
  statement {
    sid       = "New"
    actions   = ["a:b"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "sources" {
  source_policy_documents = [
    data.aws_iam_policy_document.statements.json,
    data.aws_iam_policy_document.deny.json,
    data.aws_iam_policy_document.variables.json,
  ]
}

data "aws_iam_policy_document" "source_empty_text" {
  source_policy_documents   = ["", data.aws_iam_policy_document.deny.json]
  override_policy_documents = [""]
}

data "aws_iam_policy_document" "source_of_principals" {
  source_policy_documents = [
    data.aws_iam_policy_document.principal_kinds.json,
    data.aws_iam_policy_document.principal_everybody.json,
    data.aws_iam_policy_document.principal_kind_twice_with_lists.json,
    data.aws_iam_policy_document.principal_star_of_several.json,
  ]
}

data "aws_iam_policy_document" "source_of_conditions" {
  source_policy_documents = [
    data.aws_iam_policy_document.condition_tests.json,
    data.aws_iam_policy_document.condition_key_twice.json,
    data.aws_iam_policy_document.condition_no_values.json,
  ]
}

data "aws_iam_policy_document" "source_lists_are_kept" {
  source_policy_documents = [jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["iot:Connect"]
      Resource  = ["b", "c", "a"]
      Principal = { AWS = ["*"], Service = ["a", "c", "b"] }
      Condition = { StringEquals = { "b" = ["x"], "a" = ["z", "y"] }, Bool = { "k" = true } }
    }]
  })]
}

data "aws_iam_policy_document" "source_drops_what_it_does_not_know" {
  source_policy_documents = [jsonencode({
    Version = "2012-10-17"
    Comment = "gone"
    Statement = [{
      Effect    = "Allow"
      Note      = "gone"
      Action    = "a:b"
      Resource  = null
      Condition = { NumericEquals = { "lost" = 5 }, StringEquals = {} }
    }]
  })]
}

data "aws_iam_policy_document" "source_in_other_case" {
  source_policy_documents = [jsonencode({
    version   = "2012-10-17"
    ID        = "x"
    statement = [{ sid = "A", effect = "Allow", action = "a:b", RESOURCE = "*", principal = { AWS = "c" } }]
  })]
}

data "aws_iam_policy_document" "source_named_principal" {
  source_policy_documents = [jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "a:b", Principal = "*" }]
  })]
}

data "aws_iam_policy_document" "source_empty_elements" {
  source_policy_documents = [jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "", Effect = "Allow", Action = [], Principal = {}, Condition = {} }]
  })]
}

data "aws_iam_policy_document" "source_with_policy_variables" {
  source_policy_documents = [jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iot:Connect", Resource = "client/$${iot:ClientId}&{a}" }]
  })]
}

data "aws_iam_policy_document" "newer_version_wins" {
  version                 = "2008-10-17"
  source_policy_documents = [local.source]
}

data "aws_iam_policy_document" "id_of_the_last" {
  policy_id                 = "own"
  source_policy_documents   = [jsonencode({ Version = "2012-10-17", Id = "source", Statement = [] })]
  override_policy_documents = [jsonencode({ Version = "2012-10-17", Statement = [] })]
}

data "aws_iam_policy_document" "override" {
  statement {
    sid       = "First"
    actions   = ["a:b"]
    resources = ["*"]
  }
  statement {
    sid       = "Second"
    actions   = ["a:c"]
    resources = ["*"]
  }
  override_policy_documents = [local.source]
}

data "aws_iam_policy_document" "override_by_several" {
  source_policy_documents = [data.aws_iam_policy_document.statements.json]
  override_policy_documents = [
    jsonencode({ Statement = [{ Sid = "Two", Effect = "Deny", Action = "*", Resource = "*" }] }),
    jsonencode({ Statement = [{ Sid = "Two", Effect = "Allow", Action = "x:y", Resource = "*" }] }),
    jsonencode({ Statement = [{ Sid = "Three", Effect = "Allow", Action = "x:z", Resource = "*" }] }),
  ]
}

data "aws_iam_policy_document" "override_without_sid_adds" {
  source_policy_documents   = [local.source]
  override_policy_documents = [data.aws_iam_policy_document.single_items.json]
}

data "aws_iam_policy_document" "nested_documents" {
  source_policy_documents = [data.aws_iam_policy_document.sources.json]
  statement {
    sid       = "Last"
    actions   = ["a:b"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "minified_source" {
  source_policy_documents = [data.aws_iam_policy_document.statements.minified_json]
}

data "aws_iam_policy_document" "dynamic_list" {
  dynamic "statement" {
    for_each = var.topics
    content {
      sid       = "Topic${statement.key}"
      actions   = ["iot:Publish"]
      resources = ["${local.arn}:topic/${statement.value}"]
    }
  }
}

data "aws_iam_policy_document" "dynamic_set" {
  dynamic "statement" {
    for_each = toset(var.topics)
    content {
      sid       = "Topic${statement.key}"
      actions   = ["iot:Publish"]
      resources = ["${local.arn}:topic/${statement.value}"]
    }
  }
}

data "aws_iam_policy_document" "dynamic_map" {
  dynamic "statement" {
    for_each = var.grants
    iterator = grant
    content {
      sid       = title(grant.key)
      effect    = grant.value.effect
      actions   = grant.value.actions
      resources = grant.value.resources
    }
  }
}

data "aws_iam_policy_document" "dynamic_none" {
  dynamic "statement" {
    for_each = var.none
    content {
      actions   = ["iot:Publish"]
      resources = [statement.value]
    }
  }
}

data "aws_iam_policy_document" "dynamic_if" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
  }
  dynamic "statement" {
    for_each = var.subscribe ? [1] : []
    content {
      actions   = ["iot:Subscribe"]
      resources = ["*"]
    }
  }
  dynamic "statement" {
    for_each = var.subscribe ? [] : ["no"]
    content {
      actions   = ["iot:Never"]
      resources = ["*"]
    }
  }
}

data "aws_iam_policy_document" "dynamic_between" {
  statement {
    actions   = ["a:first"]
    resources = ["*"]
  }
  dynamic "statement" {
    for_each = ["x", "y"]
    content {
      actions   = ["a:${statement.value}"]
      resources = ["*"]
    }
  }
  statement {
    actions   = ["a:last"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "dynamic_condition" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["*"]
    dynamic "condition" {
      for_each = local.conditions
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
}

data "aws_iam_policy_document" "dynamic_principals" {
  statement {
    actions = ["sts:AssumeRole"]
    dynamic "principals" {
      for_each = { Service = ["iot.amazonaws.com"], AWS = ["b", "a"] }
      content {
        type        = principals.key
        identifiers = principals.value
      }
    }
  }
}

data "aws_iam_policy_document" "dynamic_in_dynamic" {
  dynamic "statement" {
    for_each = { one = ["a"], two = ["b", "c"] }
    content {
      sid       = statement.key
      actions   = ["iot:Connect"]
      resources = ["*"]
      dynamic "condition" {
        for_each = statement.value
        iterator = each_value
        content {
          test     = "StringEquals"
          variable = "${statement.key}:${each_value.value}"
          values   = [each_value.value, each_value.key]
        }
      }
    }
  }
}

data "aws_iam_policy_document" "counted" {
  count = 2
  statement {
    sid       = "Number${count.index}"
    actions   = ["a:b"]
    resources = ["x/${count.index}"]
  }
}

data "aws_iam_policy_document" "of_counted" {
  source_policy_documents = data.aws_iam_policy_document.counted[*].json
}

data "aws_iam_policy_document" "of_one_counted" {
  source_policy_documents = [data.aws_iam_policy_document.counted[1].json]
}

data "aws_iam_policy_document" "repeated" {
  for_each = { for name in var.topics : name => upper(name) }
  statement {
    sid       = each.value
    actions   = ["iot:Publish"]
    resources = ["${local.arn}:topic/${each.key}"]
  }
}

data "aws_iam_policy_document" "of_repeated" {
  source_policy_documents = [for name, document in data.aws_iam_policy_document.repeated : document.json]
}

data "aws_iam_policy_document" "of_one_repeated" {
  source_policy_documents = [data.aws_iam_policy_document.repeated["c"].json]
}

data "aws_iam_policy_document" "computed_lists" {
  statement {
    actions   = [for name in ["Connect", "Publish"] : "iot:${name}"]
    resources = concat(formatlist("${local.arn}:topic/%s", var.topics), ["*"])
  }
}

data "aws_iam_policy_document" "conditional_lists" {
  statement {
    actions   = var.subscribe ? ["iot:Subscribe", "iot:Receive"] : ["iot:Publish"]
    resources = flatten([var.topics, [["nested"]]])
  }
}

data "aws_iam_policy_document" "sets_and_numbers" {
  statement {
    actions   = toset(["a:b", "a:c"])
    resources = [1, true, "x"]
  }
}

data "aws_iam_policy_document" "null_arguments" {
  policy_id = null
  version   = null
  statement {
    sid       = null
    effect    = null
    actions   = ["a:b"]
    resources = null
  }
}

data "aws_iam_policy_document" "provider_facts" {
  statement {
    actions   = ["iot:Connect"]
    resources = ["arn:${data.aws_partition.current.partition}:iot:${data.aws_region.current.name}:1:client/x"]
  }
}

data "aws_partition" "current" {}

data "aws_region" "current" {}
