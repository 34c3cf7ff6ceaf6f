# Expressions of several lines: every local is evaluated by the real console and by the pack.
locals {
  plain = <<EOF
first
  second ${1 + 1}
EOF

  flush = <<-EOF
    first
      second
    third
  EOF

  flush_with_interpolation = <<-EOF
      a ${"b"}
    ${"c"} d
        e
    EOF

  flush_blank_lines = <<-EOF
    a

      b
   
    c
    EOF

  flush_interpolation_at_start = <<-EOF
${"x"} y
    z
    EOF

  tabs = <<-EOF
		tab
			deeper
		EOF

  escapes = <<EOF
$${iot:ClientId} \n \" %%{if} $$x %% "quoted"
EOF

  directives = <<EOF
%{ for x in ["a", "b"] }
item ${x}
%{ endfor }
%{ if true }yes%{ else }no%{ endif }
EOF

  stripped = <<EOF
begin
%{ for x in ["a", "b"] ~}
  item ${x}
%{ endfor ~}
end
EOF

  stripped_flush = <<-EOT
    begin
    %{ for x in ["a", "b"] ~}
    item ${x}
      %{~ if x == "a" ~}
      is a
      %{~ else ~}
      is not a
      %{~ endif ~}
    %{ endfor ~}
    end ${~ "x" ~}
    behind
    EOT

  json = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": "iot:Connect",
    "Resource": "arn:aws:iot:${"eu-west-1"}:123456789012:client/$${iot:Connection.Thing.ThingName}"
  }]
}
POLICY

  in_call = jsondecode(<<EOF
{"a": ${jsonencode([1, "x"])}}
EOF
  )

  in_list = [<<A1
one
A1
    , <<B1
two
B1
  ]

  in_object = {
    a = <<A1
one
A1
    b = 2
  }

  nested_template = <<EOF
a ${join(",", [for x in ["p", "q"] : "<${x}>"])} b
${<<INNER
inner ${1}
INNER
}
EOF

  object = {
    "a" : 1, b = 2
    c = 3 # comment
    // another
    (upper("d")) = 4
    /* block */ e = [
      1,
      2, # two
    ]
    "f ${1}" = { g = 1
    }
  }

  call = merge(
    { a = 1 },
    # comment
    { b = 2 },
  )

  list_for = [
    for k, v in { a = 1, b = 2 } :
    "${k}-${v}"
    if v > 1
  ]

  map_for = {
    for k in ["a", "b"] :
    k => {
      upper = upper(k)
    }
  }

  conditional = (
    1 == 1
    ? "yes"
    : "no"
  )

  operators = (1 +
    2
    * 3)

  index = [1, 2, 3][
    1
  ]

  splat = [
    { a = 1 },
    { a = 2 },
  ][*].a

  trailing_space = <<EOF
a  
	b	
EOF

  unicode = <<-EOF
    é ü
      日本
    EOF

  only_interpolation = <<EOF
${"x"}
EOF

  strip_into_next = <<-EOF
    a ${"b" ~}
      c
        ${~ "d"} e
    f
    EOF

  condition_chain = 1 > 2 ? "a" : 2 > 3 ? "b" : "c"

  backslashes = regexall("\\\\", "a\\b\\c")

  one_line = { a = 1, b = [1, 2], c = { d = "e" } }

  marker_inside = <<EOF
not the EOF
EOFX
 EOF x
  EOF
}
