resource "aws_cognito_identity_pool" "app" {
  identity_pool_name               = "app"
  allow_unauthenticated_identities = true
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = [aws_cognito_identity_pool.app.id]
    }
  }
}

# Anybody can read the registry.
resource "aws_iam_role" "visitor" {
  name               = "visitor"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "visitor" {
  name = "read-one-thing"
  role = aws_iam_role.visitor.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iot:DescribeThing"
      Resource = "arn:aws:iot:*:123456789012:thing/lobby-display"
    }]
  })
}

resource "aws_cognito_identity_pool_roles_attachment" "fail_visitor" {
  identity_pool_id = aws_cognito_identity_pool.app.id

  roles = {
    unauthenticated = aws_iam_role.visitor.arn
  }
}

# Every user can listen to every device.
resource "aws_iam_role" "listener" {
  name               = "listener"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy_attachment" "listener" {
  role       = aws_iam_role.listener.name
  policy_arn = "arn:aws:iam::aws:policy/AWSIoTDataAccess"
}

resource "aws_cognito_identity_pool_roles_attachment" "fail_listener" {
  identity_pool_id = aws_cognito_identity_pool.app.id

  roles = {
    authenticated = aws_iam_role.listener.arn
  }
}

# Topics of the user's own, and what the registry says about one thing.
resource "aws_iam_role" "owner" {
  name               = "owner"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "owner" {
  name = "own-topics"
  role = aws_iam_role.owner.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Connect"
        Resource = "arn:aws:iot:*:123456789012:client/$${cognito-identity.amazonaws.com:sub}"
      },
      {
        Effect = "Allow"
        Action = ["iot:Publish", "iot:Receive"]
        Resource = [
          "arn:aws:iot:*:123456789012:topic/users/$${cognito-identity.amazonaws.com:sub}/*",
        ]
      },
      {
        Effect   = "Allow"
        Action   = "iot:DescribeThing"
        Resource = "arn:aws:iot:*:123456789012:thing/lobby-display"
      },
    ]
  })
}

resource "aws_cognito_identity_pool_roles_attachment" "pass_owner" {
  identity_pool_id = aws_cognito_identity_pool.app.id

  roles = {
    authenticated = aws_iam_role.owner.arn
  }
}

resource "aws_cognito_identity_pool_roles_attachment" "unknown_role" {
  identity_pool_id = aws_cognito_identity_pool.app.id

  roles = {
    authenticated = "arn:aws:iam::123456789012:role/elsewhere"
  }
}
