"""The actions that devices may be granted beside the data plane proper."""

from __future__ import annotations

from typing import Final

# Source: AWS IoT Core Developer Guide, "AWS IoT Core policy actions"; AWS IoT Greengrass Developer
# Guide, "Device authentication and authorization".
DEVICE_ACTIONS: Final = frozenset(
    {
        "iot:assumerolewithcertificate",
        "iot:listnamedshadowsforthing",
        "iot:listretainedmessages",
        "greengrass:assumeroleforgroup",
        "greengrass:createcertificate",
        "greengrass:discover",
        "greengrass:getcomponentversionartifact",
        "greengrass:getconnectivityinfo",
        "greengrass:getdeployment",
        "greengrass:getdeploymentartifacts",
        "greengrass:getdeploymentconfiguration",
        "greengrass:listthinggroupsforcoredevice",
        "greengrass:putcertificateauthorities",
        "greengrass:resolvecomponentcandidates",
        "greengrass:updateconnectivityinfo",
        "greengrass:updatecoredeploymentstatus",
        "greengrass:verifyclientdeviceidentity",
        "greengrass:verifyclientdeviceiotcertificateassociation",
    }
)
