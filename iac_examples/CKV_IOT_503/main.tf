# Copies that copy, and copies that only look like it.

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

locals {
  replication_role = "arn:aws:iam::123456789012:role/replication"
  backup_role      = "arn:aws:iam::123456789012:role/backup"
}

resource "aws_s3_bucket" "here" {
  bucket = "example-copies-here"
}

resource "aws_s3_bucket" "elsewhere" {
  provider = aws.replica
  bucket   = "example-copies-elsewhere"
}

resource "aws_s3_bucket" "versioned" {
  bucket = "example-iot-versioned"
}

resource "aws_s3_bucket_versioning" "versioned" {
  bucket = aws_s3_bucket.versioned.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "pass_to_another_region" {
  bucket = aws_s3_bucket.versioned.id
  role   = local.replication_role

  rule {
    id     = "all"
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.elsewhere.arn
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "fail_disabled" {
  bucket = aws_s3_bucket.versioned.id
  role   = local.replication_role

  rule {
    id     = "all"
    status = "Disabled"

    destination {
      bucket = aws_s3_bucket.elsewhere.arn
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "fail_same_region" {
  bucket = aws_s3_bucket.versioned.id
  role   = local.replication_role

  rule {
    id     = "all"
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.here.arn
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "unknown_region_of_the_destination" {
  bucket = aws_s3_bucket.versioned.id
  role   = local.replication_role

  rule {
    id     = "all"
    status = "Enabled"

    destination {
      bucket = "arn:aws:s3:::bucket-of-another-team"
    }
  }
}

resource "aws_s3_bucket" "unversioned" {
  bucket = "example-iot-unversioned"
}

resource "aws_s3_bucket_replication_configuration" "fail_without_versioning" {
  bucket = aws_s3_bucket.unversioned.id
  role   = local.replication_role

  rule {
    id     = "all"
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.elsewhere.arn
    }
  }
}

resource "aws_s3_bucket" "encrypted" {
  bucket = "example-iot-encrypted"
}

resource "aws_s3_bucket_versioning" "encrypted" {
  bucket = aws_s3_bucket.encrypted.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "encrypted" {
  bucket = aws_s3_bucket.encrypted.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "fail_encrypted_objects_left_out" {
  bucket = aws_s3_bucket.encrypted.id
  role   = local.replication_role

  rule {
    id     = "all"
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.elsewhere.arn
    }
  }
}

resource "aws_kms_key" "elsewhere" {
  provider    = aws.replica
  description = "Encrypts the replicas."
}

resource "aws_s3_bucket_replication_configuration" "pass_encrypted_objects_selected" {
  bucket = aws_s3_bucket.encrypted.id
  role   = local.replication_role

  rule {
    id     = "all"
    status = "Enabled"

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket = aws_s3_bucket.elsewhere.arn

      encryption_configuration {
        replica_kms_key_id = aws_kms_key.elsewhere.arn
      }
    }
  }
}

# --- AWS Backup ---------------------------------------------------------------------------------

resource "aws_backup_vault" "here" {
  name = "example-here"
}

resource "aws_backup_vault" "elsewhere" {
  provider = aws.replica
  name     = "example-elsewhere"
}

resource "aws_backup_plan" "pass_copied_elsewhere" {
  name = "copied-elsewhere"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.here.name

    copy_action {
      destination_vault_arn = aws_backup_vault.elsewhere.arn
    }
  }
}

resource "aws_backup_selection" "elsewhere" {
  name         = "tables"
  plan_id      = aws_backup_plan.pass_copied_elsewhere.id
  iam_role_arn = local.backup_role
  resources    = ["arn:aws:dynamodb:*:*:table/iot-orders-*"]
}

resource "aws_backup_plan" "fail_copied_next_door" {
  name = "copied-next-door"

  rule {
    rule_name         = "daily"
    target_vault_name = "Default"

    copy_action {
      destination_vault_arn = aws_backup_vault.here.arn
    }
  }
}

resource "aws_backup_selection" "next_door" {
  name         = "tables"
  plan_id      = aws_backup_plan.fail_copied_next_door.id
  iam_role_arn = local.backup_role
  resources    = ["arn:aws:dynamodb:*:*:table/iot-orders-*"]
}

resource "aws_backup_plan" "fail_without_selection" {
  name = "without-selection"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.here.name

    copy_action {
      destination_vault_arn = aws_backup_vault.elsewhere.arn
    }
  }
}
