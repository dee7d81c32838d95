internal import COrbitKernels

/// Doubles on a line of the caches, freed with their owner.
struct AlignedDoubles: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>
  let count: Int

  /// Allocates zeros.
  init(count: Int) {
    let bytes = max(1, count) * MemoryLayout<Double>.stride
    base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 128).bindMemory(
      to: Double.self, capacity: max(1, count))
    base.initialize(repeating: 0, count: count)
    self.count = count
  }

  func deallocate() { base.deallocate() }
}

/// The constants of many orbits as the kernels take them; written once, then only read.
final class KernelTables: @unchecked Sendable {
  /// Where the constants of an orbit stand.
  enum Slot: Sendable {
    /// A near-earth orbit, at a lane of a block.
    case near(block: Int, lane: Int)
    /// A deep-space orbit, by its number among them.
    case deep(Int)
    /// An orbit without a state at its epoch.
    case failed(PropagationError)
  }

  let slots: [Slot]
  private let near, deep, resonance: AlignedDoubles
  private let nearFirst: UnsafeMutableBufferPointer<Int32>
  private let nearLanes: UnsafeMutableBufferPointer<UInt16>
  private let deepOrbit: UnsafeMutableBufferPointer<Int32>
  private let failedOrbit: UnsafeMutableBufferPointer<Int32>
  private let failedCode: UnsafeMutableBufferPointer<UInt8>

  static let block = Int(ORBIT_BLOCK)
  static let nearFields = Int(ORBIT_NEAR_FIELDS.rawValue)
  static let deepFields = Int(ORBIT_DEEP_FIELDS.rawValue)
  static let segmentFields = Int(ORBIT_SEGMENT_FIELDS.rawValue)
  static let resonanceFields = Int(ORBIT_RESONANCE_FIELDS.rawValue)

  init(_ orbits: [Result<SGP4, PropagationError>]) {
    let kernels = orbits.map { $0.map(\.kernelOrbit) }
    var layout = KernelLayout(kernels)
    near = AlignedDoubles(count: layout.nearFirst.count * KernelTables.nearFields * KernelTables.block)
    let groups = (layout.deepOrbit.count + KernelTables.block - 1) / KernelTables.block
    deep = AlignedDoubles(count: groups * KernelTables.deepFields * KernelTables.block)
    resonance = AlignedDoubles(count: groups * KernelTables.block * KernelTables.resonanceFields)
    layout.fill(near: near, deep: deep, resonance: resonance, from: kernels)
    slots = layout.slots
    nearFirst = .copy(of: layout.nearFirst)
    nearLanes = .copy(of: layout.nearLanes)
    deepOrbit = .copy(of: layout.deepOrbit)
    failedOrbit = .copy(of: layout.failedOrbit)
    failedCode = .copy(of: layout.failedCode)
  }

  deinit {
    for table in [near, deep, resonance] { table.deallocate() }
    for list in [nearFirst, deepOrbit, failedOrbit] { list.deallocate() }
    nearLanes.deallocate()
    failedCode.deallocate()
  }

  /// How many doubles the segments of the deep-space orbits take.
  var segmentCount: Int { deep.count / KernelTables.deepFields * KernelTables.segmentFields }

  /// Sets every segment to that of its orbit's epoch.
  func begin(_ segments: UnsafeMutablePointer<Double>) {
    for orbit in 0..<deep.count / KernelTables.deepFields {
      let (group, lane) = orbit.quotientAndRemainder(dividingBy: KernelTables.block)
      orbit_segment_begin(
        segments + group * KernelTables.segmentFields * KernelTables.block + lane, KernelTables.block,
        resonance.base + orbit * KernelTables.resonanceFields)
    }
  }

  /// The tables as the kernels take them.
  var set: orbit_set {
    orbit_set(
      near: near.base, nearBlocks: nearFirst.count, nearFirst: nearFirst.baseAddress,
      nearLanes: nearLanes.baseAddress, deep: deep.base, deepOrbits: deepOrbit.count,
      deepOrbit: deepOrbit.baseAddress, resonance: resonance.base, failedOrbits: failedOrbit.count,
      failedOrbit: failedOrbit.baseAddress, failedCode: failedCode.baseAddress)
  }

  /// Propagates one orbit over times.
  func propagate(_ orbit: Int, _ instructions: InstructionSet, _ times: orbit_times, into output: orbit_output) {
    switch slots[orbit] {
    case .near(let block, let lane):
      orbit_near_over_times(
        instructions.number, near.base + block * KernelTables.nearFields * KernelTables.block + lane, times, output)
    case .deep(let number):
      let (group, lane) = number.quotientAndRemainder(dividingBy: KernelTables.block)
      orbit_deep_over_times(
        instructions.number, deep.base + group * KernelTables.deepFields * KernelTables.block + lane,
        resonance.base + number * KernelTables.resonanceFields, times, output)
    case .failed(let error):
      fail(with: error, times.count, output)
    }
  }

  private func fail(with error: PropagationError, _ count: Int, _ output: orbit_output) {
    let planes = output.planes
    for plane in [planes.0, planes.1, planes.2, planes.3, planes.4, planes.5] {
      plane?.update(repeating: .nan, count: count)
    }
    output.errors?.update(repeating: UInt8(error.code), count: count)
  }
}

extension UnsafeMutableBufferPointer {
  fileprivate static func copy(of elements: [Element]) -> UnsafeMutableBufferPointer {
    let buffer = UnsafeMutableBufferPointer.allocate(capacity: Swift.max(1, elements.count))
    _ = buffer.initialize(from: elements)
    return UnsafeMutableBufferPointer(rebasing: buffer[..<elements.count])
  }
}

/// Which orbit goes where.
private struct KernelLayout {
  var slots: [KernelTables.Slot] = []
  var nearFirst: [Int32] = []
  var nearLanes: [UInt16] = []
  var deepOrbit: [Int32] = []
  var failedOrbit: [Int32] = []
  var failedCode: [UInt8] = []

  init(_ orbits: [Result<KernelOrbit, PropagationError>]) {
    for (index, orbit) in orbits.enumerated() {
      switch orbit {
      case .success(.near):
        let lane = index % KernelTables.block
        if nearFirst.last != Int32(index - lane) {
          nearFirst.append(Int32(index - lane))
          nearLanes.append(0)
        }
        nearLanes[nearLanes.count - 1] |= 1 << UInt16(lane)
        slots.append(.near(block: nearFirst.count - 1, lane: lane))
      case .success(.deep):
        slots.append(.deep(deepOrbit.count))
        deepOrbit.append(Int32(index))
      case .failure(let error):
        slots.append(.failed(error))
        failedOrbit.append(Int32(index))
        failedCode.append(UInt8(error.code))
      }
    }
  }

  /// Writes the constants; lanes without an orbit get those of a neighbour, so that they cost nothing unusual.
  mutating func fill(
    near: AlignedDoubles, deep: AlignedDoubles, resonance: AlignedDoubles,
    from orbits: [Result<KernelOrbit, PropagationError>]
  ) {
    for (block, first) in nearFirst.enumerated() {
      let lanes = nearLanes[block]
      for lane in 0..<KernelTables.block {
        let owner = lanes >> UInt16(lane) & 1 == 1 ? lane : lanes.trailingZeroBitCount
        guard case .success(.near(let numbers)) = orbits[Int(first) + owner] else { continue }
        put(numbers, into: near, block: block, lane: lane)
      }
    }
    for number in 0..<deep.count / KernelTables.deepFields {
      let (group, lane) = number.quotientAndRemainder(dividingBy: KernelTables.block)
      let owner = deepOrbit[min(number, deepOrbit.count - 1)]
      guard case .success(.deep(let numbers, let record)) = orbits[Int(owner)] else { continue }
      put(numbers, into: deep, block: group, lane: lane)
      for (field, value) in record.enumerated() {
        resonance.base[number * KernelTables.resonanceFields + field] = value
      }
    }
  }

  private func put(_ numbers: [Double], into table: AlignedDoubles, block: Int, lane: Int) {
    for (field, value) in numbers.enumerated() {
      table.base[(block * numbers.count + field) * KernelTables.block + lane] = value
    }
  }
}
