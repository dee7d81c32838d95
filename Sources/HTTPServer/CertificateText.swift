#if HTTP
  import Glibc

  /// A certificate and its key as the library wants them: texts that stay where they are.
  final class CertificateText {
    let certificate: UnsafeMutableRawPointer
    let key: UnsafeMutableRawPointer

    init(_ files: ServerCertificate) throws(StartError) {
      let certificate = try Self.text(files.certificate, "certificate", "-----BEGIN CERTIFICATE-----")
      let key = try Self.text(files.key, "key", "PRIVATE KEY-----")
      self.certificate = Self.copy(certificate)
      self.key = Self.copy(key)
    }

    deinit {
      certificate.deallocate()
      key.deallocate()
    }

    private static func text(_ path: String, _ what: String, _ mark: String) throws(StartError) -> [UInt8] {
      let place = "\(what) \(path)"
      let remedy = "give a \(what) in PEM that this program may read"
      let text = try readFile(path, limit: 1_048_576) { StartError(place: place, reason: $0, remedy: remedy) }
      guard String(decoding: text, as: UTF8.self).contains(mark) else {
        throw StartError(place: place, reason: "it holds no \(what)", remedy: remedy)
      }
      return text
    }

    private static func copy(_ text: [UInt8]) -> UnsafeMutableRawPointer {
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count + 1, alignment: 1)
      memory.copyBytes(from: text + [0])
      return memory.baseAddress ?? UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)
    }
  }
#endif
