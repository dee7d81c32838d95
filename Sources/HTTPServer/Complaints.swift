#if HTTP
  import CMicrohttpd
  import Glibc
  import Synchronization

  /// What the library says while it starts, which is why it did not. Later words of it are of single connections.
  final class Complaints: Sendable {
    private let lines = Mutex<[String]?>([])

    /// The option that has the library speak here, until its last thread has ended.
    var item: MHD_OptionItem {
      let onWords: MHD_LogCallback = { context, format, arguments in
        guard let context, let format, let arguments else { return }
        let complaints = Unmanaged<Complaints>.fromOpaque(context).takeUnretainedValue()
        complaints.lines.withLock { lines in
          guard lines != nil else { return }
          var text = [CChar](repeating: 0, count: 512)
          vsnprintf(&text, text.count, format, arguments)
          lines?.append(String(decoding: text.prefix { $0 > 0x1F }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
      }
      return MHD_OptionItem(
        option: .EXTERNAL_LOGGER, value: unsafeBitCast(onWords, to: Int.self),
        ptr_value: Unmanaged.passUnretained(self).toOpaque())
    }

    /// What was said, in one line.
    var text: String { lines.withLock { ($0 ?? []).joined(separator: " ") } }

    /// Hears nothing any more.
    func close() { lines.withLock { $0 = nil } }
  }
#endif
