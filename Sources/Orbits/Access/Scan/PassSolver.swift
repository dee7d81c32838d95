/// A point of an elevation curve: seconds after the start of the scan, the sine of the elevation less that of the
/// mask, and its change a second.
struct Sample {
  var time, value, slope: Double
  var isReached: Bool { value >= 0 }
}

/// A stretch of the scan during which one station may see the satellite.
struct Arc {
  let station: Int
  /// The points of the grid from which and to which to look.
  let first, last: Int
}

/// What is still unknown about a piece of an arc, and the time that would tell next.
struct Question {
  enum Kind { case middle, extremum, vertex, crossing }

  let arc: Int
  var kind: Kind
  /// The ends of the piece, and those between which the answer has been narrowed down.
  let first, last: Sample
  var a, b: Sample
  var depth: Int
  var rounds = 0
  /// The time to be examined next.
  var time: Double
  /// The values left and at the extremum, while its vertex is sought.
  var left = 0.0, middle = 0.0, centre = 0.0

  init(_ kind: Kind, between first: Sample, and last: Sample, arc: Int, depth: Int, at time: Double) {
    (self.kind, self.arc, self.depth, self.time) = (kind, arc, depth, time)
    (self.first, self.last, a, b) = (first, last, first, last)
  }
}

/// Answers to all questions of one satellite: crossings of the mask and extrema, by arc.
struct PassSolver {
  /// A crossing of the mask.
  struct Crossing {
    let arc: Int
    let time: Double
    let isRising: Bool
  }

  private(set) var questions: [Question] = []
  private var asked: [Question] = []
  private(set) var crossings: [Crossing] = []
  /// The highest or lowest samples between points of the grid.
  private(set) var extrema: [(arc: Int, sample: Sample)] = []

  /// A crossing is good to this, in seconds.
  private static let tolerance = 1e-7
  /// How often a piece whose cubic is not surely monotone is halved.
  static let depth = 6

  /// Asks what happens between two samples of an arc.
  mutating func examine(_ a: Sample, _ b: Sample, arc: Int, depth: Int = PassSolver.depth) {
    let length = b.time - a.time
    if a.slope * b.slope < 0, length > 1e-6 {
      guard PassSolver.matters(a, b) else { return }
      ask(Question(.extremum, between: a, and: b, arc: arc, depth: depth, at: PassSolver.extremum(a, b)))
    } else if depth > 0, length > 1e-6, !PassSolver.isMonotone(a, b) {
      ask(Question(.middle, between: a, and: b, arc: arc, depth: depth, at: a.time + length / 2))
    } else if a.isReached != b.isReached {
      ask(Question(.crossing, between: a, and: b, arc: arc, depth: depth, at: PassSolver.crossing(a, b)))
    }
  }

  /// Whether an extremum between two samples could be seen: a lowest point below the mask cannot.
  private static func matters(_ a: Sample, _ b: Sample) -> Bool { a.slope > 0 || a.isReached || b.isReached }

  private mutating func ask(_ question: Question) { questions.append(question) }

  /// Takes the samples at the times of all questions, and asks what they leave open.
  mutating func answer(with samples: [Sample]) {
    swap(&asked, &questions)
    questions.removeAll(keepingCapacity: true)
    for index in asked.indices { answer(asked[index], samples[index]) }
  }

  private mutating func answer(_ question: Question, _ sample: Sample) {
    switch question.kind {
    case .middle:
      examine(question.first, sample, arc: question.arc, depth: question.depth - 1)
      examine(sample, question.last, arc: question.arc, depth: question.depth - 1)
    case .extremum: narrowExtremum(question, sample)
    case .vertex: findVertex(question, sample)
    case .crossing: narrowCrossing(question, sample)
    }
  }

  private mutating func narrowCrossing(_ question: Question, _ sample: Sample) {
    var next = question
    if sample.isReached == next.a.isReached { next.a = sample } else { next.b = sample }
    let newton = sample.slope == 0 ? .infinity : -sample.value / sample.slope
    let time = sample.time + newton
    let isInside = time >= next.a.time && time <= next.b.time
    next.rounds += 1
    // Newton's error is about half the curvature over the slope times the square of its step, below a sixtieth of it
    // in seconds, and the step times what the velocity is off the derivative: 1e-6 of it where orbits are fast, 1e-3
    // where they are slow.
    let error = newton * newton / 60 + abs(newton) * (abs(sample.slope) > 3e-4 ? 1e-6 : 1e-3)
    let isClose = isInside && error < PassSolver.tolerance
    if isClose || next.b.time - next.a.time < PassSolver.tolerance || next.rounds > 60 {
      let root = isInside ? time : sample.time
      crossings.append(Crossing(arc: next.arc, time: root, isRising: next.b.isReached))
      return
    }
    // Newton's step where it stays inside, else the cubic, else the middle.
    next.time = isInside && next.rounds < 20 ? time : PassSolver.crossing(next.a, next.b)
    if next.rounds > 8 { next.time = (next.a.time + next.b.time) / 2 }
    ask(next)
  }

  private mutating func narrowExtremum(_ question: Question, _ sample: Sample) {
    var next = question
    next.rounds += 1
    if (sample.slope > 0) == (next.a.slope > 0) { next.a = sample } else { next.b = sample }
    let time = PassSolver.extremum(next.a, next.b)
    guard abs(time - sample.time) < 1e-3 || next.b.time - next.a.time < 1e-3 || next.rounds > 40 else {
      next.time = next.rounds > 8 ? (next.a.time + next.b.time) / 2 : time
      return ask(next)
    }
    // The velocity is not quite the derivative: the vertex of a parabola through three values puts that right.
    next.kind = .vertex
    next.rounds = 0
    let arm = PassSolver.arm(next)
    next.centre = max(next.first.time + arm, min(next.last.time - arm, sample.time))
    next.middle = sample.value
    // Away from the ends the middle value is the one at hand.
    next.rounds = next.centre == sample.time ? 1 : 0
    next.time = next.rounds == 1 ? next.centre - arm : next.centre
    ask(next)
  }

  private mutating func findVertex(_ question: Question, _ sample: Sample) {
    var next = question
    let arm = PassSolver.arm(next)
    next.rounds += 1
    switch next.rounds {
    case 1:
      next.middle = sample.value
      next.time = next.centre - arm
    case 2:
      next.left = sample.value
      next.time = next.centre + arm
    case 3:
      let (bend, tilt) = (next.left - 2 * next.middle + sample.value, next.left - sample.value)
      let offset = bend == 0 ? 0 : max(-4, min(4, 0.5 * tilt / bend))
      next.time = max(next.first.time, min(next.last.time, next.centre + offset * arm))
    default:
      let top = Sample(time: sample.time, value: sample.value, slope: 0)
      extrema.append((next.arc, top))
      examine(next.first, top, arc: next.arc, depth: next.depth - 1)
      examine(top, next.last, arc: next.arc, depth: next.depth - 1)
      return
    }
    ask(next)
  }

  private static func arm(_ question: Question) -> Double { max(1e-6, (question.last.time - question.first.time) / 64) }

  /// Whether the cubic through both ends is surely monotone: no slope against the chord nor three times as steep
  /// (de Boor and Swartz 1977).
  private static func isMonotone(_ a: Sample, _ b: Sample) -> Bool {
    let chord = (b.value - a.value) / (b.time - a.time)
    return min(a.slope * chord, b.slope * chord) >= 0 && max(abs(a.slope), abs(b.slope)) <= 3 * abs(chord)
  }

  /// The extremum of the cubic through both ends, whose slopes differ in sign.
  private static func extremum(_ a: Sample, _ b: Sample) -> Double {
    let length = b.time - a.time
    // p'(u) = s0 + 2 q u + 3 c u^2 on 0...1 with p' (0) and p'(1) the slopes and p(1) - p(0) the rise
    let (s0, s1, rise) = (a.slope * length, b.slope * length, b.value - a.value)
    let q = 3 * rise - 2 * s0 - s1
    let c = s0 + s1 - 2 * rise
    let root = (q * q - 3 * c * s0).squareRoot()
    // The root between 0 and 1, without cancellation.
    let pivot = -(q + (q < 0 ? -root : root))
    let candidates = [pivot / (3 * c), s0 / pivot]
    let secant = s0 / (s0 - s1)
    let u = candidates.first { $0 > 0 && $0 < 1 } ?? secant
    return a.time + (u.isFinite ? u : 0.5) * length
  }

  /// The root of the cubic through both ends, whose values differ in sign.
  private static func crossing(_ a: Sample, _ b: Sample) -> Double {
    let length = b.time - a.time
    let (s0, s1, rise) = (a.slope * length, b.slope * length, b.value - a.value)
    let q = 3 * rise - 2 * s0 - s1
    let c = s0 + s1 - 2 * rise
    var (low, high) = (0.0, 1.0)
    var u = a.value / (a.value - b.value)
    for _ in 0..<6 {
      let value = a.value + u * (s0 + u * (q + u * c))
      if (value >= 0) == a.isReached { low = u } else { high = u }
      let next = u - value / (s0 + u * (2 * q + u * 3 * c))
      u = next > low && next < high ? next : (low + high) / 2
    }
    return a.time + max(1e-9, min(1 - 1e-9, u)) * length
  }
}
