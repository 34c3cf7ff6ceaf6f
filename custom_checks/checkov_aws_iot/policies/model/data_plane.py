"""The actions of the data plane that reach topics, topic filters, things and connections."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.policies.authoriser.resource_names import CLIENT, FILTER, THING, TOPIC


@dataclass(frozen=True, slots=True)
class DataAction:
    """An action and the type of resource it is authorised on."""

    name: str
    resource_type: str

    @property
    def receives(self) -> bool:
        """Whether it only gives what a subscription asked for."""
        return self.name == "iot:Receive"

    @property
    def needs_connection(self) -> bool:
        """Whether only MQTT has it; for all others there is HTTPS."""
        return self.receives or self.resource_type == FILTER


DATA_ACTIONS: tuple[DataAction, ...] = (
    DataAction("iot:Publish", TOPIC),
    DataAction("iot:Subscribe", FILTER),
    DataAction("iot:Receive", TOPIC),
    DataAction("iot:RetainPublish", TOPIC),
    DataAction("iot:GetRetainedMessage", TOPIC),
    DataAction("iot:UpdateThingShadow", THING),
    DataAction("iot:GetThingShadow", THING),
    DataAction("iot:DeleteThingShadow", THING),
    DataAction("iot:SendDirectMessage", CLIENT),
    DataAction("iot:DeleteConnection", CLIENT),
    *(
        DataAction(f"{service}:{name}", THING)
        for service in ("iot", "iotjobsdata")
        for name in (
            "UpdateJobExecution",
            "StartNextPendingJobExecution",
            "DescribeJobExecution",
            "GetPendingJobExecutions",
        )
    ),
    DataAction("iot:ListSubscriptions", CLIENT),
    DataAction("iot:GetConnection", CLIENT),
)
"""All but Connect, the gravest first. Job actions are authorised on the thing that does the job,
those on connections on the client that holds one: that of the receiver for a direct message.

Source: AWS IoT Core Developer Guide, "AWS IoT Core policy actions", "Action resources", "Direct
messaging".
"""
