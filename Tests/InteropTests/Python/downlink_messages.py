"""What a downlink test run says beside NOS-T's own commands and statuses, as pydantic models.

Strict: a number that comes as text, a missing member or a time without a zone is a fault.
"""
from datetime import timedelta
from typing import Literal, Optional

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class DownlinkMessage(BaseModel):
    model_config = ConfigDict(strict=True)


class SatelliteReady(DownlinkMessage):
    id: int
    name: str
    ssr_capacity: float = Field(gt=0)  # Gigabits


class SatelliteAllReady(DownlinkMessage):
    ready: Literal["allReady"]


class SatelliteState(DownlinkMessage):
    id: int
    name: str
    latitude: float = Field(ge=-90, le=90)  # degrees
    longitude: float = Field(ge=-180, le=180)  # degrees
    altitude: float  # metres
    capacity_used: float = Field(ge=0)  # Gigabits
    commRange: bool
    groundId: Optional[int]
    totalLinkCount: int
    cumulativeCostBySat: float  # dollars
    time: AwareDatetime


class GroundLocation(DownlinkMessage):
    groundId: int
    latitude: float = Field(ge=-90, le=90)  # degrees
    longitude: float = Field(ge=-180, le=180)  # degrees
    elevAngle: float  # degrees
    operational: bool
    downlinkRate: float = Field(gt=0)  # Gigabits a second
    costPerSecond: float  # dollars a second
    costMode: Literal["discrete", "continuous", "both", "fixed"]


class LinkStart(DownlinkMessage):
    groundId: int
    satId: int
    satName: str
    linkId: int
    start: AwareDatetime
    data: float = Field(ge=0)  # Gigabits


class LinkCharge(DownlinkMessage):
    groundId: int
    satId: int
    satName: str
    linkId: int
    end: AwareDatetime
    duration: float = Field(ge=0)  # seconds
    dataOffload: float = Field(ge=0)  # Gigabits
    downlinkCost: float  # dollars
    cumulativeCostBySat: float  # dollars
    cumulativeCosts: float  # dollars


class OutageReport(DownlinkMessage):
    groundId: int
    outageStart: AwareDatetime
    outageDuration: timedelta
    outageEnd: AwareDatetime


class OutageRestore(DownlinkMessage):
    groundId: int
    outageEnd: AwareDatetime


class SentProperties(DownlinkMessage):
    sent: dict[str, int]


class SentStatus(DownlinkMessage):
    name: str
    properties: SentProperties


# What every application says beside NOS-T's own statuses, by the rest of the topic.
STATUSES = {"status.sent": SentStatus}

# By the application and the rest of the topic.
MODELS = {
    ("satelliteStorage", "ready"): SatelliteReady,
    ("satelliteStorage", "allReady"): SatelliteAllReady,
    ("satelliteStorage", "location"): SatelliteState,
    ("satelliteStorage", "linkCharge"): LinkCharge,
    ("ground", "location"): GroundLocation,
    ("ground", "linkStart"): LinkStart,
    ("ground", "linkCharge"): LinkCharge,
    ("outage", "report"): OutageReport,
    ("outage", "restore"): OutageRestore,
}
