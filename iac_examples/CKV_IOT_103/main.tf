# One certificate in two things: neither can be told from the other.
resource "aws_iot_thing" "pump" {
  name = "pump-1"
}

resource "aws_iot_thing" "valve" {
  name = "valve-1"
}

resource "aws_iot_certificate" "shared" {
  csr    = file("${path.module}/device.csr")
  active = true
}

resource "aws_iot_thing_principal_attachment" "fail_pump" {
  principal = aws_iot_certificate.shared.arn
  thing     = aws_iot_thing.pump.name
}

resource "aws_iot_thing_principal_attachment" "fail_valve" {
  principal = aws_iot_certificate.shared.arn
  thing     = aws_iot_thing.valve.name
}

# The same fault written once: every thing of the set gets the same certificate.
resource "aws_iot_certificate" "batch" {
  csr    = file("${path.module}/device.csr")
  active = true
}

resource "aws_iot_thing_principal_attachment" "fail_batch" {
  for_each = toset(["sensor-1", "sensor-2"])

  principal = aws_iot_certificate.batch.arn
  thing     = each.value
}

# A certificate for each thing.
resource "aws_iot_certificate" "own" {
  for_each = toset(["meter-1", "meter-2"])

  csr    = file("${path.module}/${each.value}.csr")
  active = true
}

resource "aws_iot_thing_principal_attachment" "pass_own" {
  for_each = toset(["meter-1", "meter-2"])

  principal = aws_iot_certificate.own[each.value].arn
  thing     = each.value
}

variable "certificate_arn" {
  type = string
}

resource "aws_iot_thing_principal_attachment" "unknown_principal" {
  principal = var.certificate_arn
  thing     = "gateway-1"
}
