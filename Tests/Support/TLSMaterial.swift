import Glibc

/// Keys and certificates made for one test run: an authority, a broker, a client, and a stranger's authority.
public final class TLSMaterial: Sendable {
  private let directory: TemporaryDirectory

  /// The material of this process, made once and removed when the process exits.
  public static let shared: Result<TLSMaterial, any Error> = Result {
    atexit { try? TLSMaterial.shared.get().directory.remove() }
    return try TLSMaterial()
  }

  /// The certificate of the authority that signed for the broker and the client.
  public var authority: String { directory.path("authority.crt") }
  /// The certificate of an authority that signed for nobody.
  public var stranger: String { directory.path("stranger.crt") }
  /// The broker's certificate, for the host `localhost` only.
  public var brokerCertificate: String { directory.path("broker.crt") }
  /// The broker's key.
  public var brokerKey: String { directory.path("broker.key") }
  /// The client's certificate.
  public var clientCertificate: String { directory.path("client.crt") }
  /// The client's key.
  public var clientKey: String { directory.path("client.key") }

  init() throws {
    directory = try TemporaryDirectory()
    try Subprocess.shell(Self.script, in: directory)
  }

  private static let script = """
    key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
    for name in authority stranger; do
      openssl req -x509 $key -keyout $name.key -out $name.crt -days 2 -subj "/CN=$name"
    done
    printf 'subjectAltName=DNS:localhost' > broker.ext
    printf 'extendedKeyUsage=clientAuth' > client.ext
    for name in broker client; do
      openssl req $key -keyout $name.key -out $name.csr -subj "/CN=$name"
      openssl x509 -req -in $name.csr -CA authority.crt -CAkey authority.key -CAcreateserial \\
        -out $name.crt -days 2 -extfile $name.ext
    done
    """
}
