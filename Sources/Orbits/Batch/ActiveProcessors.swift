import Glibc

/// The processors that this process may run on.
package enum ActiveProcessors {
  /// How many there are, at least one.
  package static let count = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
