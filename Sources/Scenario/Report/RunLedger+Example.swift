import Downlink
import Quantities

/// What a run came to by the arithmetic of NOS-T's downlink example.
extension RunLedger {
  /// A satellite with the links that were charged; one that still runs brings nothing down.
  func exampleSatellite(
    _ satellite: SatelliteProfile, _ own: ArraySlice<RunReport.Link>, at end: ScenarioTime
  ) -> RunReport.Satellite {
    var recorder = NOSTRecorder(satellite, at: start)
    for link in own { recorder.offload(link.downlinked, link: link.linkId, at: link.end) }
    let contract = NOSTContract(satellite, from: start, step: cast.step)
    let decisive = exampleAvailability[NOSTContract.decisiveStation] ?? NOSTAvailability()
    return RunReport.Satellite(
      id: satellite.id, name: satellite.name, isKnown: true, collected: recorder.collected(at: end),
      initial: satellite.initial, downlinked: own.reduce(.zero) { $0 + $1.downlinked }, lost: .zero,
      stored: recorder.stored(at: end), links: own.count, downlinkCost: own.reduce(.zero) { $0 + $1.cost },
      contractCost: contract.cost(at: end, decisive))
  }

  /// How often a station went out in the run, and for how long.
  func exampleOutages(of groundId: Int, to end: ScenarioTime) -> (count: Int, length: TimeSpan) {
    (exampleAvailability[groundId] ?? NOSTAvailability()).outages(from: start, to: end)
  }
}
