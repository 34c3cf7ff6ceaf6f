"""The actions of the data plane that reach topics, topic filters and things."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.policies.resource_names import FILTER, THING, TOPIC


@dataclass(frozen=True, slots=True)
class DataAction:
    """An action, the type of resource it is authorised on, and what a message calls it."""

    name: str
    resource_type: str
    spoken: str

    @property
    def receives(self) -> bool:
        """Whether it only gives what a subscription asked for."""
        return self.name == "iot:Receive"


DATA_ACTIONS: tuple[DataAction, ...] = (
    DataAction("iot:Publish", TOPIC, "publish to"),
    DataAction("iot:Subscribe", FILTER, "subscribe to"),
    DataAction("iot:Receive", TOPIC, "receive"),
    DataAction("iot:RetainPublish", TOPIC, "publish a retained message to"),
    DataAction("iot:GetRetainedMessage", TOPIC, "read the retained message of"),
    DataAction("iot:UpdateThingShadow", THING, "update the shadow of"),
    DataAction("iot:GetThingShadow", THING, "read the shadow of"),
    DataAction("iot:DeleteThingShadow", THING, "delete the shadow of"),
    *(
        DataAction(f"{service}:{name}", THING, spoken)
        for service in ("iot", "iotjobsdata")
        for name, spoken in (
            ("UpdateJobExecution", "update job executions of"),
            ("StartNextPendingJobExecution", "start the next job of"),
            ("DescribeJobExecution", "read job executions of"),
            ("GetPendingJobExecutions", "list the jobs of"),
        )
    ),
)
"""All but Connect, the gravest first. Job actions are authorised on the thing that does the job.

Source: AWS IoT Core Developer Guide, "AWS IoT Core policy actions", "Action resources".
"""
