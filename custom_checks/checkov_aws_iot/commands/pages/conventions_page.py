"""The page about conventions; the docs and ``explain`` show the same text."""

from __future__ import annotations

from typing import Final

EXAMPLE: Final = """\
accounts: ["111122223333"]
organizations: [o-a1b2c3d4e5]
identity:
  variables: ["iot:Connection.Thing.Attributes[serial]"]
  things: ["pump-????", "gateway-*"]
shared:
  - topic: fleet/broadcast/*
    reason: announcements for all pumps
regions: [eu-west-1, eu-central-1]
severities:
  CKV_IOT_203: HIGH
ignore:
  - check: CKV_IOT_101
    resource: aws_iot_policy.old
    reason: goes away with the old fleet
    until: 2027-01-31
  - check: CKV_IOT_502
    path: legacy/
    reason: has its own error handling
"""

CONVENTIONS: Final = f"""\
# Conventions of a project

What a project knows about itself and no file of its code says stands in `.checkov-aws-iot.yaml`:

```yaml
{EXAMPLE}```

All of it may be left out. [schemas/conventions.schema.json](schemas/conventions.schema.json) is the JSON schema for editors.

## What it says
- `accounts`, `organizations`: those that are yours. CKV_IOT_301 and CKV_IOT_304 then report a source
  condition that names another one, and propose yours. What is listed under one of the two says nothing
  about the other.
- `identity`: `variables` are further policy variables that tell one device from all others and that no device
  can choose: attributes of things, and fields of the subject of a certificate. CKV_IOT_101, CKV_IOT_102,
  CKV_IOT_202, CKV_IOT_203 and CKV_IOT_208 take them for the identity of the device. `things` are patterns,
  with `*` and `?`, of which every name of a thing fits one: no other thing is thought of, so that a prefix
  such as `topic/${{iot:Connection.Thing.ThingName}}*` is right where all names have the same length.
- `shared`: topics that every device may use on purpose, as patterns of a policy. CKV_IOT_202 and
  CKV_IOT_203 leave them out of what they report. What is wider than that is still reported.
- `regions`: where copies of data have to be. For CKV_IOT_501 and CKV_IOT_503 a copy elsewhere is none.
- `severities`: severities of your own, by check. Filters such as `--check HIGH` follow them.
- `ignore`: findings that are left out, each with a reason. `resource` is a pattern for the resource as
  reports name it, `path` one for its file or a directory above it, as seen from the scanned directory or
  from that of the conventions. `until` is the last day on which it holds. Reports have such findings as
  skipped, with the reason; entries that have ended, or that leave out nothing, are named on stderr.

## Whose file holds
- `scan`, `hook`, `fix` and `map` take the file in the directory in which they are run, and say so on stderr. A file
  in a directory that is scanned from elsewhere has no say.
- `--conventions FILE` names another file, and so does the variable `CHECKOV_AWS_IOT_CONVENTIONS`.
- `--no-config` leaves out the file in the current directory: for code of somebody else.
- `sweep` takes the file of whoever sweeps, for every target.
- Checkov itself takes the file that `CHECKOV_AWS_IOT_CONVENTIONS` names, and no other.
- `authorize`, `diff`, `test`, `who-can` and `resolve` take none: conventions say what counts as a fault, and
  these say what a policy allows.

## What it cannot do
No file makes a scan green in which a check broke: that is reported by CKV_IOT_001 whatever is ignored.
A file with a mistake is not used at all: the command ends with 2 and one sentence for each mistake,
with its line. Checkov itself then fails CKV_IOT_000 on every AWS IoT resource.
"""
