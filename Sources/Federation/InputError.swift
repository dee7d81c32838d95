/// A message that is well formed but cannot be: which member, its value, and what is allowed.
public struct InputError: Error, Hashable, CustomStringConvertible {
  /// The member, as the wire names it.
  public let member: String
  /// Its value.
  public let value: String
  /// What would be right.
  public let allowed: String

  /// Describes an impossible input.
  public init(member: String, value: some CustomStringConvertible, allowed: String) {
    self.member = member
    self.value = value.description
    self.allowed = allowed
  }

  public var description: String { "\(member) is \(value); allowed: \(allowed)" }
}
