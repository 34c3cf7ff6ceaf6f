# Whoever makes up a token has the function called.
resource "aws_iot_authorizer" "fail_no_signing" {
  name                    = "unsigned"
  authorizer_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:tokens"
  signing_disabled        = true
  status                  = "ACTIVE"
}

resource "aws_iot_authorizer" "pass_signed" {
  name                    = "signed"
  authorizer_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:tokens"
  status                  = "ACTIVE"
  token_key_name          = "token"
  token_signing_public_keys = {
    current = file("${path.module}/public.pem")
  }
}

variable "signing_disabled" {
  type = bool
}

resource "aws_iot_authorizer" "unknown_signing" {
  name                    = "configurable"
  authorizer_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:tokens"
  signing_disabled        = var.signing_disabled
  status                  = "ACTIVE"
}
