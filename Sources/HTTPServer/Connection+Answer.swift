#if HTTP
  import CMicrohttpd
  import Glibc

  extension Connection {
    /// Hands an answer to the library; returns whether it took it.
    func send(_ reply: Reply, _ handle: OpaquePointer, isHead: Bool = false) -> Bool {
      guard let response = response(of: reply, handle, isHead: isHead) else { return false }
      defer { MHD_destroy_response(response) }
      if let type = reply.contentType { MHD_add_response_header(response, "Content-Type", type) }
      for field in reply.fields { MHD_add_response_header(response, field.name, field.value) }
      if reply.closes || daemon.isStopping { MHD_add_response_header(response, "Connection", "close") }
      let now = monotonicNanoseconds()
      let isReceived = progress == .receiving
      progress = .answered
      answerBytes = isHead ? 0 : reply.bodyBytes
      unfinishedSince = .max
      deadline = now + answerDeadline(reply)
      if case .bytes = reply.body { answerSince = now }
      daemon.counters.countAnswer(status: reply.status)
      if isReceived { daemon.counters.countLatency(nanoseconds: now - wholeAt) }
      return MHD_queue_response(handle, UInt32(reply.status), response) == .YES
    }

    private func answerDeadline(_ reply: Reply) -> Int {
      if case .stream = reply.body { return daemon.deadlines.streamPiece }
      return daemon.reception.limits.answerDeadline(bytes: answerBytes).nanoseconds
    }

    /// Makes what the library sends: from where the bytes lie, or from a stream.
    private func response(of reply: Reply, _ handle: OpaquePointer, isHead: Bool) -> OpaquePointer? {
      switch reply.body {
      case .none: return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
      case .bytes(let bytes):
        return MHD_create_response_from_buffer_with_free_callback_cls(
          bytes.count, bytes.start, { context in context.map { Unmanaged<Bytes>.fromOpaque($0).release() } },
          Unmanaged.passRetained(bytes).toOpaque())
      case .stream where isHead:
        let response = MHD_create_response_from_callback(.max, Self.blockBytes, { _, _, _, _ in -1 }, nil, nil)
        // Else the library ends the body that it has not sent, and the client takes that for the next answer.
        MHD_end_by_closing(response)
        return response
      case .stream(let open):
        let running = RunningStream(handle, self, open)
        stream = running
        return MHD_create_response_from_callback(
          .max, Self.blockBytes,
          { context, _, buffer, size in
            guard let context else { return -1 }
            let running = Unmanaged<RunningStream>.fromOpaque(context).takeUnretainedValue()
            return running.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
          }, Unmanaged.passRetained(running).toOpaque(),
          { context in context.map { Unmanaged<RunningStream>.fromOpaque($0).takeRetainedValue().end() } })
      }
    }

    /// How much of a stream is asked for at once.
    private static let blockBytes = 32_768
  }
#endif
