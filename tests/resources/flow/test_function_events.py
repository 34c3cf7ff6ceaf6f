"""Topic rules of SAM functions in the resource graph."""

from __future__ import annotations

from template_texts import template

from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.reading.template_resources import CloudFormationGraph


def test_events_of_functions_are_topic_rules() -> None:
    graph = CloudFormationGraph(
        template(
            """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: activate
                  Events:
                    Registered:
                      Type: IoTRule
                      Properties: {Sql: SELECT * FROM '$aws/events/certificates/registered/#'}
                    Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
              G: {Type: AWS::Serverless::Function, Properties: {Events: [a]}}
            """
        )
    ).graph
    (rule,) = graph.of_kind(TopicRule)
    assert rule.address == "AWS::Serverless::Function.F Registered"
    assert rule.attributes.sql == "SELECT * FROM '$aws/events/certificates/registered/#'"
    actions = rule.attributes.actions
    assert isinstance(actions, list)
    assert [str(action["target"]) for action in actions] == [
        "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:activate"
    ]
