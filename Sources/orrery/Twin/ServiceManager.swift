import Foundation

/// The manager that started this program as a service, and wants to hear how it is (sd_notify(3)).
struct ServiceManager {
  private let address: [UInt8]

  /// Finds the manager; nil where there is none.
  init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@"), path.utf8.count > 1
    else { return nil }
    // An @ stands for the zero of an abstract name (unix(7)).
    address = path.hasPrefix("@") ? [0] + path.utf8.dropFirst() : Array(path.utf8)
  }

  /// Says something, such as `READY=1`; where nobody hears it, nothing is lost.
  func say(_ text: String) {
    let socket = Foundation.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return }
    defer { close(socket) }
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: name.sun_path)
    guard address.count < room else { return }
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: address) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
    withUnsafePointer(to: &name) { name in
      name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        let bytes = Array(text.utf8)
        _ = sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), name, length)
      }
    }
  }
}
