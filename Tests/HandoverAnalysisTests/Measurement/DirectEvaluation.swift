import HandoverAnalysis

/// A cell's way into the list of triggered cells and out of it, in milliseconds after the start.
struct Turn: Equatable {
  let entered: Bool
  let milliseconds: Double
}

/// Something measured, as a function of milliseconds, with bounds over pieces of equal length.
struct BoundedCurve {
  /// How many milliseconds a piece has.
  let piece: Int
  let value: (Double) -> Double
  /// Returns what no value of a piece is below or above, its ends included.
  let bounds: (Int) -> (low: Double, high: Double)
}

/// What TS 38.331 says, word for word, on a grid of 1 ms, and to the microsecond where that decides.
///
/// It shares nothing with the machine and the search that it judges. Every inequality rises or falls with either value
/// alone, so that one that is the same in all four corners of the bounds of a piece is the same at each of its points:
/// these are taken together, all others one by one.
struct DirectEvaluation {
  let event: MeasurementEvent
  let timeToTrigger: TimeToTrigger
  let serving, neighbour: BoundedCurve
  /// The last point of the grid.
  let last: Int
  /// Whether pieces that are decided are taken together.
  var takesPieces = true

  private var needed: Int { Int(timeToTrigger.value) }

  /// Returns every enter and every leave.
  func turns() -> [Turn] {
    var course = Course(evaluation: self)
    var now = 0
    while now <= last {
      let end = min(last, (now / serving.piece + 1) * serving.piece - 1)
      let entering = !course.isTriggered
      guard takesPieces, let holds = decided(now / serving.piece, entering: entering) else {
        course.step(to: now, holds: self.holds(Double(now), entering: entering))
        now += 1
        continue
      }
      if holds {
        let turn = now + needed - course.held - 1
        course.skip(min(turn, end + 1) - now)
        if turn <= end { course.step(to: turn, holds: true) }
        now = min(turn, end) + 1
      } else {
        course.step(to: now, holds: false)
        // Once it has turned, the other condition counts.
        now = course.isTriggered == entering ? now + 1 : end + 1
      }
    }
    return course.turns
  }

  /// Returns whether the condition holds at every point of a piece, or at none; nil where that is not certain.
  private func decided(_ piece: Int, entering: Bool) -> Bool? {
    let (mp, mn) = (serving.bounds(piece), neighbour.bounds(piece))
    let first = DirectEvaluation.holds(event, entering: entering, mp.low, mn.low)
    for (p, n) in [(mp.low, mn.high), (mp.high, mn.low), (mp.high, mn.high)]
    where DirectEvaluation.holds(event, entering: entering, p, n) != first { return nil }
    return first
  }

  func holds(_ milliseconds: Double, entering: Bool) -> Bool {
    DirectEvaluation.holds(event, entering: entering, serving.value(milliseconds), neighbour.value(milliseconds))
  }

  private static func holds(_ event: MeasurementEvent, entering: Bool, _ mp: Double, _ mn: Double) -> Bool {
    switch event {
    case .a3(let offset, let hys):
      return entering ? mn - hys.value > mp + offset.value : mn + hys.value < mp + offset.value
    case .a4(let threshold, let hys):
      return entering ? mn - hys.value > threshold.value : mn + hys.value < threshold.value
    case .a5(let first, let second, let hys):
      return entering
        ? mp + hys.value < first.value && mn - hys.value > second.value
        : mp - hys.value > first.value || mn + hys.value < second.value
    case .d1(let first, let second, let hys), .d2(let first, let second, let hys):
      return entering
        ? mp - hys.value > first.value && mn + hys.value < second.value
        : mp + hys.value < first.value || mn - hys.value > second.value
    case .t1: return false
    }
  }

  /// Where the evaluation stands.
  private struct Course {
    let evaluation: DirectEvaluation
    var turns: [Turn] = []
    var isTriggered = false
    /// For how many milliseconds the condition has held; -1 where it does not.
    var held = -1

    /// Goes through points at which the condition holds, and after which the time to trigger is not over.
    mutating func skip(_ points: Int) { held += points }

    /// Goes to the next point.
    mutating func step(to now: Int, holds: Bool) {
      guard holds else { return fail(at: now) }
      held += 1
      if held >= evaluation.needed { turn(at: Double(now)) }
    }

    private mutating func fail(at now: Int) {
      let needed = evaluation.needed
      let begin = held == needed - 1 && needed > 0 ? now - needed : -1
      held = -1
      // It has held a millisecond more or less than needed, which the grid cannot tell.
      guard begin > 0 else { return }
      let start = edge(from: Double(begin) - 1, to: Double(begin))
      let end = edge(from: Double(now), to: Double(now) - 1)
      guard end - start >= evaluation.timeToTrigger.value else { return }
      turn(at: start + evaluation.timeToTrigger.value)
      if evaluation.holds(Double(now), entering: !isTriggered) { held = 0 }
    }

    private mutating func turn(at milliseconds: Double) {
      isTriggered.toggle()
      turns.append(Turn(entered: isTriggered, milliseconds: milliseconds))
      held = -1
    }

    /// Returns where between an instant without and one with the condition it begins, to a microsecond.
    private func edge(from without: Double, to with: Double) -> Double {
      var (without, with) = (without, with)
      while abs(with - without) > 1e-3 {
        let middle = (with + without) / 2
        if evaluation.holds(middle, entering: !isTriggered) { with = middle } else { without = middle }
      }
      return with
    }
  }
}
