import Quantities

/// The events of one pass, through noise and without it.
struct EventVerification {
  private let pass: VerificationPass
  private let configuration: ReportConfiguration
  /// The inequalities as they are told, and without hysteresis.
  private let margins, bareMargins: EventMargins
  private let timeToTrigger: Int

  init(
    _ pass: VerificationPass, _ event: MeasurementEvent, _ setup: VerificationSetup
  ) throws(ReportConfigurationError) {
    self.pass = pass
    configuration = try ReportConfiguration(event, timeToTrigger: setup.timeToTrigger, filter: setup.filter)
    margins = EventMargins(event)
    bareMargins = EventMargins(event.withoutHysteresis)
    let (needed, period) = (setup.timeToTrigger.span.nanoseconds, VerificationSetup.period.nanoseconds)
    timeToTrigger = Int((needed + period - 1) / period)
  }

  func tally(_ name: String) -> EventTally {
    var tally = EventTally(name)
    for neighbour in pass.members.dropFirst() {
      let span = neighbour.inView.clamped(to: pass.members[0].inView)
      tally.note(truth(neighbour, span), found(neighbour, span), of: span.count) { sample in
        !bareMargins.truth(of: pair(neighbour, sample, noisy: false)).entering
      }
    }
    return tally
  }

  private func pair(_ neighbour: VerificationPass.Member, _ sample: Int, noisy: Bool) -> MeasuredPair {
    let serving = pass.members[0]
    let (mp, mn) = (serving.place(of: sample), neighbour.place(of: sample))
    guard configuration.event.comparesLevels else {
      return MeasuredPair(serving: serving.referenceMetres[mp], neighbour: neighbour.referenceMetres[mn])
    }
    return noisy
      ? MeasuredPair(serving: serving.receivedDBm[mp], neighbour: neighbour.receivedDBm[mn])
      : MeasuredPair(serving: serving.clearDBm[mp], neighbour: neighbour.clearDBm[mn])
  }

  /// The inequalities without noise, sample by sample.
  private func truth(_ neighbour: VerificationPass.Member, _ span: Range<Int>) -> [Range<Int>] {
    var spans: [Range<Int>] = []
    var begin: Int?
    for sample in span {
      let truth = margins.truth(of: pair(neighbour, sample, noisy: false))
      if let since = begin, truth.leaving {
        spans.append(since..<sample)
        begin = nil
      } else if begin == nil, truth.entering {
        begin = sample
      }
    }
    if let since = begin { spans.append(since..<span.upperBound) }
    return spans.filter { $0.count > timeToTrigger }
  }

  /// What the terminal takes for triggered.
  private func found(_ neighbour: VerificationPass.Member, _ span: Range<Int>) -> [Range<Int>] {
    var machine = MeasurementMachine(configuration, cellCount: 1)
    var spans: [Range<Int>] = []
    var begin: Int?
    for sample in span {
      let pair = pair(neighbour, sample, noisy: true)
      for action in machine.hear(serving: pair.serving, neighbours: [pair.neighbour], at: pass.time(of: sample)) {
        switch action {
        case .entered: begin = sample
        case .left:
          if let since = begin, since < sample { spans.append(since..<sample) }
          begin = nil
        case .reported: break
        }
      }
    }
    if let since = begin { spans.append(since..<span.upperBound) }
    return spans
  }
}

extension MeasurementEvent {
  /// The same event with a hysteresis of nothing.
  fileprivate var withoutHysteresis: MeasurementEvent {
    switch self {
    case .a3(let offset, _): .a3(offset: offset, hysteresis: .nearest(to: 0))
    case .a4(let threshold, _): .a4(threshold: threshold, hysteresis: .nearest(to: 0))
    case .a5(let serving, let neighbour, _): .a5(serving: serving, neighbour: neighbour, hysteresis: .nearest(to: 0))
    case .d1(let serving, let target, _): .d1(serving: serving, target: target, hysteresis: .nearest(to: 0))
    case .d2(let serving, let target, _): .d2(serving: serving, target: target, hysteresis: .nearest(to: 0))
    case .t1: self
    }
  }
}
