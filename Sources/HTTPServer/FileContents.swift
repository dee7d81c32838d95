import Glibc

/// Reads a whole regular file.
/// - Parameter failure: Makes the error of a sentence.
func readFile<Failure: Error>(
  _ path: String, limit: Int, failure: (String) -> Failure
) throws(Failure) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
  defer { close(descriptor) }
  return try readFile(descriptor, limit: limit, failure: failure)
}

/// Reads a whole regular file that is open.
func readFile<Failure: Error>(
  _ descriptor: Int32, limit: Int, failure: (String) -> Failure
) throws(Failure) -> [UInt8] {
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw failure(String(cString: strerror(errno))) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw failure("it is no file") }
  guard status.st_size <= limit else { throw failure("it has \(status.st_size) bytes, more than \(limit)") }
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
  var count = 0
  while count < bytes.count {
    let read = bytes[count...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    if read < 0, errno == EINTR { continue }
    guard read >= 0 else { throw failure(String(cString: strerror(errno))) }
    if read == 0 { break }
    count += read
  }
  guard count < bytes.count else { throw failure("it grows while it is read") }
  bytes.removeLast(bytes.count - count)
  return bytes
}
