import HTTPServer

extension Facade {
  static let serviceRoutes: [Route] = [
    Route(
      .get, "/openapi.json", "This interface as OpenAPI 3.1.", in: .service, answer: .json(.named(.any))
    ) { (call) throws(Refusal) in .json(OpenAPI.document(version: call.facade.options.version)) },
    Route(
      .get, "/docs", "This interface for people.", in: .service,
      answer: .other(type: "text/html", "A page that loads nothing else.")
    ) { (call) throws(Refusal) in
      Response(
        contentType: "text/html; charset=utf-8",
        body: .bytes(Bytes(DocumentationPage.html(version: call.facade.options.version)))
      ).adding("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
    },
  ]
}
