# Topic rules and the stores behind them. The rules carry the verdict in their names.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "replica"
  region = "eu-west-1"
}

variable "archive_bucket" {
  description = "A bucket that another team owns."
  type        = string
}

variable "recovery_region" {
  description = "No default: the Region is not known before deployment."
  type        = string
}

provider "aws" {
  alias  = "recovery"
  region = var.recovery_region
}

locals {
  rule_role        = "arn:aws:iam::123456789012:role/iot/rule-actions"
  replication_role = "arn:aws:iam::123456789012:role/replication"
  delivery_role    = "arn:aws:iam::123456789012:role/delivery"
}

# --- the device that sends the data -------------------------------------------------------------

resource "aws_iot_thing" "pump" {
  name = "pump-1"
}

resource "aws_iot_policy" "device" {
  name = "example-device"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Connect"
        Resource = "arn:aws:iot:us-east-1:123456789012:client/$${iot:Connection.Thing.ThingName}"
      },
      {
        Effect = "Allow"
        Action = "iot:Publish"
        Resource = [
          "arn:aws:iot:us-east-1:123456789012:topic/telemetry/$${iot:Connection.Thing.ThingName}/*",
          "arn:aws:iot:us-east-1:123456789012:topic/alarms/$${iot:Connection.Thing.ThingName}",
        ]
      },
    ]
  })
}

resource "aws_iot_thing_principal_attachment" "pump" {
  thing     = aws_iot_thing.pump.name
  principal = "arn:aws:iot:us-east-1:123456789012:cert/5f6e"
}

resource "aws_iot_policy_attachment" "pump" {
  policy = aws_iot_policy.device.name
  target = "arn:aws:iot:us-east-1:123456789012:cert/5f6e"
}

# --- S3 -----------------------------------------------------------------------------------------

resource "aws_s3_bucket" "plain" {
  bucket = "example-telemetry-plain"
}

resource "aws_iot_topic_rule" "fail_bucket_without_copy" {
  name        = "bucket_without_copy"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  s3 {
    bucket_name = aws_s3_bucket.plain.id
    key         = "telemetry/$${topic()}/$${timestamp()}"
    role_arn    = local.rule_role
  }
}

resource "aws_s3_bucket" "replicated" {
  bucket = "example-telemetry-replicated"
}

resource "aws_s3_bucket_versioning" "replicated" {
  bucket = aws_s3_bucket.replicated.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "replica" {
  provider = aws.replica
  bucket   = "example-telemetry-replica"
}

resource "aws_s3_bucket_replication_configuration" "replicated" {
  bucket = aws_s3_bucket_versioning.replicated.bucket
  role   = local.replication_role

  rule {
    id     = "telemetry"
    status = "Enabled"

    filter {
      prefix = "telemetry/"
    }

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = aws_s3_bucket.replica.arn
    }
  }
}

resource "aws_iot_topic_rule" "pass_bucket_replicated" {
  name        = "bucket_replicated"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  s3 {
    bucket_name = aws_s3_bucket.replicated.id
    key         = "telemetry/$${topic()}/$${timestamp()}"
    role_arn    = local.rule_role
  }
}

resource "aws_iot_topic_rule" "fail_key_not_covered" {
  name        = "key_not_covered"
  enabled     = true
  sql         = "SELECT * FROM 'alarms/#'"
  sql_version = "2016-03-23"

  s3 {
    bucket_name = aws_s3_bucket.replicated.id
    key         = "alarms/$${timestamp()}"
    role_arn    = local.rule_role
  }
}

resource "aws_iot_topic_rule" "unknown_bucket_of_somebody_else" {
  name        = "bucket_of_somebody_else"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  s3 {
    bucket_name = var.archive_bucket
    key         = "telemetry/$${timestamp()}"
    role_arn    = local.rule_role
  }
}

# --- through a stream ---------------------------------------------------------------------------

resource "aws_kinesis_stream" "raw" {
  name        = "example-raw"
  shard_count = 1
}

resource "aws_kinesis_firehose_delivery_stream" "raw" {
  name        = "example-raw"
  destination = "extended_s3"

  kinesis_source_configuration {
    kinesis_stream_arn = aws_kinesis_stream.raw.arn
    role_arn           = local.delivery_role
  }

  extended_s3_configuration {
    bucket_arn = aws_s3_bucket.plain.arn
    role_arn   = local.delivery_role
  }
}

resource "aws_iot_topic_rule" "fail_through_stream" {
  name        = "through_stream"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  kinesis {
    stream_name   = aws_kinesis_stream.raw.name
    partition_key = "$${topic()}"
    role_arn      = local.rule_role
  }
}

resource "aws_kinesis_firehose_delivery_stream" "archive" {
  name        = "example-archive"
  destination = "extended_s3"

  extended_s3_configuration {
    bucket_arn = aws_s3_bucket.replicated.arn
    role_arn   = local.delivery_role
    prefix     = "telemetry/"
  }
}

resource "aws_iot_topic_rule" "pass_through_delivery_stream" {
  name        = "through_delivery_stream"
  enabled     = true
  sql         = "SELECT * FROM 'telemetry/#'"
  sql_version = "2016-03-23"

  firehose {
    delivery_stream_name = aws_kinesis_firehose_delivery_stream.archive.name
    role_arn             = local.rule_role
  }
}

# --- DynamoDB -----------------------------------------------------------------------------------

resource "aws_dynamodb_table" "single" {
  name         = "example-state"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "device"

  attribute {
    name = "device"
    type = "S"
  }
}

resource "aws_iot_topic_rule" "fail_table_without_replica" {
  name        = "table_without_replica"
  enabled     = true
  sql         = "SELECT * FROM 'state/#'"
  sql_version = "2016-03-23"

  dynamodbv2 {
    role_arn = local.rule_role

    put_item {
      table_name = aws_dynamodb_table.single.name
    }
  }
}

resource "aws_dynamodb_table" "global" {
  name             = "example-global-state"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "device"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "device"
    type = "S"
  }

  replica {
    region_name = "eu-west-1"
  }
}

resource "aws_iot_topic_rule" "pass_table_with_replica" {
  name        = "table_with_replica"
  enabled     = true
  sql         = "SELECT * FROM 'state/#'"
  sql_version = "2016-03-23"

  dynamodbv2 {
    role_arn = local.rule_role

    put_item {
      table_name = aws_dynamodb_table.global.name
    }
  }
}

resource "aws_dynamodb_table" "replicated_by_somebody" {
  name         = "example-replicated-by-somebody"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "device"

  attribute {
    name = "device"
    type = "S"
  }

  # The replicas are kept outside of this configuration.
  lifecycle {
    ignore_changes = [replica]
  }
}

resource "aws_iot_topic_rule" "unknown_replicas_of_somebody_else" {
  name        = "replicas_of_somebody_else"
  enabled     = true
  sql         = "SELECT * FROM 'state/#'"
  sql_version = "2016-03-23"

  dynamodbv2 {
    role_arn = local.rule_role

    put_item {
      table_name = aws_dynamodb_table.replicated_by_somebody.name
    }
  }
}

# --- Timestream and AWS Backup ------------------------------------------------------------------

resource "aws_timestreamwrite_database" "metrics" {
  database_name = "example-metrics"
}

resource "aws_timestreamwrite_table" "saved" {
  database_name = aws_timestreamwrite_database.metrics.database_name
  table_name    = "saved"
}

resource "aws_timestreamwrite_table" "unsaved" {
  database_name = aws_timestreamwrite_database.metrics.database_name
  table_name    = "unsaved"
}

resource "aws_timestreamwrite_table" "recovered" {
  database_name = aws_timestreamwrite_database.metrics.database_name
  table_name    = "recovered"
}

resource "aws_backup_vault" "local" {
  name = "example"
}

resource "aws_backup_vault" "replica" {
  provider = aws.replica
  name     = "example-replica"
}

resource "aws_backup_vault" "recovery" {
  provider = aws.recovery
  name     = "example-recovery"
}

resource "aws_backup_plan" "daily" {
  name = "example-daily"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.local.name
    schedule          = "cron(0 3 * * ? *)"

    copy_action {
      destination_vault_arn = aws_backup_vault.replica.arn
    }
  }
}

resource "aws_backup_selection" "saved" {
  name         = "example-saved"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = "arn:aws:iam::123456789012:role/backup"
  resources    = [aws_timestreamwrite_table.saved.arn]
}

resource "aws_backup_plan" "recovery" {
  name = "example-recovery"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.local.name
    schedule          = "cron(0 4 * * ? *)"

    copy_action {
      destination_vault_arn = aws_backup_vault.recovery.arn
    }
  }
}

resource "aws_backup_selection" "recovered" {
  name         = "example-recovered"
  plan_id      = aws_backup_plan.recovery.id
  iam_role_arn = "arn:aws:iam::123456789012:role/backup"
  resources    = [aws_timestreamwrite_table.recovered.arn]
}

resource "aws_iot_topic_rule" "pass_time_series_backed_up" {
  name        = "time_series_backed_up"
  enabled     = true
  sql         = "SELECT temperature FROM 'metrics/+'"
  sql_version = "2016-03-23"

  timestream {
    database_name = aws_timestreamwrite_database.metrics.database_name
    table_name    = aws_timestreamwrite_table.saved.table_name
    role_arn      = local.rule_role

    dimension {
      name  = "device"
      value = "$${topic(2)}"
    }
  }
}

resource "aws_iot_topic_rule" "fail_time_series_not_backed_up" {
  name        = "time_series_not_backed_up"
  enabled     = true
  sql         = "SELECT temperature FROM 'metrics/+'"
  sql_version = "2016-03-23"

  timestream {
    database_name = aws_timestreamwrite_database.metrics.database_name
    table_name    = aws_timestreamwrite_table.unsaved.table_name
    role_arn      = local.rule_role

    dimension {
      name  = "device"
      value = "$${topic(2)}"
    }
  }
}

resource "aws_iot_topic_rule" "unknown_region_of_the_vault" {
  name        = "region_of_the_vault"
  enabled     = true
  sql         = "SELECT temperature FROM 'metrics/+'"
  sql_version = "2016-03-23"

  timestream {
    database_name = aws_timestreamwrite_database.metrics.database_name
    table_name    = aws_timestreamwrite_table.recovered.table_name
    role_arn      = local.rule_role

    dimension {
      name  = "device"
      value = "$${topic(2)}"
    }
  }
}

# --- OpenSearch ---------------------------------------------------------------------------------

resource "aws_elasticsearch_domain" "search" {
  domain_name = "example-search"
}

resource "aws_iot_topic_rule" "fail_search_domain_alone" {
  name        = "search_domain_alone"
  enabled     = true
  sql         = "SELECT * FROM 'logs/#'"
  sql_version = "2016-03-23"

  elasticsearch {
    endpoint = "https://${aws_elasticsearch_domain.search.endpoint}"
    id       = "$${newuuid()}"
    index    = "logs"
    type     = "_doc"
    role_arn = local.rule_role
  }
}

resource "aws_elasticsearch_domain" "followed" {
  domain_name = "example-followed"
}

resource "aws_opensearch_outbound_connection" "followed" {
  connection_alias = "example-followed"

  local_domain_info {
    domain_name = aws_elasticsearch_domain.followed.domain_name
    owner_id    = "123456789012"
    region      = "us-east-1"
  }

  remote_domain_info {
    domain_name = "example-follower"
    owner_id    = "123456789012"
    region      = "eu-west-1"
  }
}

resource "aws_iot_topic_rule" "pass_search_domain_followed" {
  name        = "search_domain_followed"
  enabled     = true
  sql         = "SELECT * FROM 'logs/#'"
  sql_version = "2016-03-23"

  elasticsearch {
    endpoint = "https://${aws_elasticsearch_domain.followed.endpoint}"
    id       = "$${newuuid()}"
    index    = "logs"
    type     = "_doc"
    role_arn = local.rule_role
  }
}

resource "aws_iot_topic_rule" "unknown_search_domain_of_somebody_else" {
  name        = "search_domain_of_somebody_else"
  enabled     = true
  sql         = "SELECT * FROM 'logs/#'"
  sql_version = "2016-03-23"

  elasticsearch {
    endpoint = "https://search-example.us-east-1.es.amazonaws.com"
    id       = "$${newuuid()}"
    index    = "logs"
    type     = "_doc"
    role_arn = local.rule_role
  }
}

# --- Kafka --------------------------------------------------------------------------------------

resource "aws_msk_cluster" "alone" {
  cluster_name           = "example-alone"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2

  broker_node_group_info {
    client_subnets  = ["subnet-0a", "subnet-0b"]
    instance_type   = "kafka.m5.large"
    security_groups = ["sg-0a"]
  }
}

resource "aws_iot_topic_rule" "fail_kafka_cluster_alone" {
  name        = "kafka_cluster_alone"
  enabled     = true
  sql         = "SELECT * FROM 'events/#'"
  sql_version = "2016-03-23"

  kafka {
    destination_arn = "arn:aws:iot:us-east-1:123456789012:ruledestination/vpc/6c1f"
    topic           = "events"

    client_properties = {
      "bootstrap.servers" = aws_msk_cluster.alone.bootstrap_brokers_tls
      "security.protocol" = "SSL"
    }
  }
}

resource "aws_msk_cluster" "mirrored" {
  cluster_name           = "example-mirrored"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2

  broker_node_group_info {
    client_subnets  = ["subnet-0a", "subnet-0b"]
    instance_type   = "kafka.m5.large"
    security_groups = ["sg-0a"]
  }
}

resource "aws_msk_cluster" "mirror" {
  provider               = aws.replica
  cluster_name           = "example-mirror"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2

  broker_node_group_info {
    client_subnets  = ["subnet-1a", "subnet-1b"]
    instance_type   = "kafka.m5.large"
    security_groups = ["sg-1a"]
  }
}

resource "aws_msk_replicator" "mirror" {
  provider                   = aws.replica
  replicator_name            = "example-mirror"
  service_execution_role_arn = "arn:aws:iam::123456789012:role/replicator"

  kafka_cluster {
    amazon_msk_cluster {
      msk_cluster_arn = aws_msk_cluster.mirrored.arn
    }

    vpc_config {
      subnet_ids          = ["subnet-0a", "subnet-0b"]
      security_groups_ids = ["sg-0a"]
    }
  }

  kafka_cluster {
    amazon_msk_cluster {
      msk_cluster_arn = aws_msk_cluster.mirror.arn
    }

    vpc_config {
      subnet_ids          = ["subnet-1a", "subnet-1b"]
      security_groups_ids = ["sg-1a"]
    }
  }

  replication_info_list {
    source_kafka_cluster_arn = aws_msk_cluster.mirrored.arn
    target_kafka_cluster_arn = aws_msk_cluster.mirror.arn
    target_compression_type  = "NONE"

    topic_replication {
      topics_to_replicate = [".*"]
    }

    consumer_group_replication {
      consumer_groups_to_replicate = [".*"]
    }
  }
}

resource "aws_iot_topic_rule" "pass_kafka_cluster_mirrored" {
  name        = "kafka_cluster_mirrored"
  enabled     = true
  sql         = "SELECT * FROM 'events/#'"
  sql_version = "2016-03-23"

  kafka {
    destination_arn = "arn:aws:iot:us-east-1:123456789012:ruledestination/vpc/6c1f"
    topic           = "events"

    client_properties = {
      "bootstrap.servers" = aws_msk_cluster.mirrored.bootstrap_brokers_tls
      "security.protocol" = "SSL"
    }
  }
}

resource "aws_iot_topic_rule" "unknown_brokers" {
  name        = "brokers"
  enabled     = true
  sql         = "SELECT * FROM 'events/#'"
  sql_version = "2016-03-23"

  kafka {
    destination_arn = "arn:aws:iot:us-east-1:123456789012:ruledestination/vpc/6c1f"
    topic           = "events"

    client_properties = {
      "bootstrap.servers" = "b-1.example:9094,b-2.example:9094"
      "security.protocol" = "SSL"
    }
  }
}

# --- code decides -------------------------------------------------------------------------------

resource "aws_iot_topic_rule" "unknown_function" {
  name        = "function"
  enabled     = true
  sql         = "SELECT * FROM 'events/#'"
  sql_version = "2016-03-23"

  lambda {
    function_arn = "arn:aws:lambda:us-east-1:123456789012:function:store"
  }
}
