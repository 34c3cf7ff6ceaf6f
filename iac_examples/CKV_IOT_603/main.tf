provider "awscc" {
  region = "eu-west-1"
}

provider "awscc" {
  alias  = "second"
  region = "us-west-2"
}

variable "audit_role_arn" {
  type = string
}

resource "awscc_iot_account_audit_configuration" "pass_scheduled" {
  account_id = "111122223333"
  role_arn   = var.audit_role_arn

  audit_check_configurations = {
    conflicting_client_ids_check       = { enabled = true }
    iot_policy_overly_permissive_check = { enabled = true }
    device_certificate_shared_check    = { enabled = true }
  }
}

resource "awscc_iot_scheduled_audit" "daily" {
  frequency = "DAILY"

  target_check_names = [
    "CONFLICTING_CLIENT_IDS_CHECK",
    "DEVICE_CERTIFICATE_SHARED_CHECK",
    "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
  ]
}

# Enabled, but nothing ever runs the checks in this Region; and one is off.
resource "awscc_iot_account_audit_configuration" "fail_never_runs" {
  provider = awscc.second

  account_id = "111122223333"
  role_arn   = var.audit_role_arn

  audit_check_configurations = {
    conflicting_client_ids_check       = { enabled = true }
    iot_policy_overly_permissive_check = { enabled = true }
  }
}
