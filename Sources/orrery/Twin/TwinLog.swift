import Catalog
import Facade
import LiveTwin
import Quantities

/// Says what a twin does: a line an iteration, and what went wrong.
final class TwinLog {
  private let isQuiet: Bool
  private let feed: TwinFeed
  private var notice: SlowNotice?
  private var number = 0
  private var flying: ElementsInUse?

  init(_ arguments: Arguments, _ options: TwinLoop.Options) {
    (isQuiet, feed) = (arguments.has("quiet"), options.feed)
  }

  func tell(_ event: TwinLoop.Event) {
    switch event {
    case .begins(let number):
      self.number = number
      notice = SlowNotice("iteration \(number), \(feed)", isQuiet: isQuiet)
    case .flies(let elements, let time): warn(of: elements, at: time)
    case .note(let text): if !isQuiet { say("note: \(text)") }
    case .fault(let text): say("error: \(text)")
    case .ended(let statistics):
      end()
      if !isQuiet { Terminal.complain("\(statistics.summary), \(statistics.lastSeconds.fixed(2)) s") }
    }
  }

  /// Says of new element sets which are old, and which satellites have decayed.
  private func warn(of elements: ElementsInUse, at time: ScenarioTime) {
    guard elements !== flying else { return }
    flying = elements
    if isQuiet { return }
    for note in CatalogHealth(of: elements.sets, at: time).notes { say("warning: \(note)") }
  }

  private func say(_ text: String) {
    end()
    Terminal.complain("iteration \(number): \(text)")
  }

  /// Takes away what is shown of something that lasts.
  func end() {
    notice?.end()
    notice = nil
  }
}

extension TwinStatistics {
  /// What there is to say after an iteration.
  var summary: String {
    let absent = lastWithoutState == 0 ? "" : ", \(lastWithoutState) of them without a state"
    let skips = skipped == 0 ? "" : ", \(skipped) left out"
    return
      "\(lastCount) satellites (\(origin ?? "none"))\(absent); \(iterations) iterations, \(errorCount) failed\(skips)"
  }
}
