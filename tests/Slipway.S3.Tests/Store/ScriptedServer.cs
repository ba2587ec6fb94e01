using System.Net;
using System.Text;
using Amazon.Runtime;
using Slipway.Storage;

namespace Slipway.S3.Tests.Store;

/// <summary>Answers the SDK's requests one after the other, as a test says, in place of a network.</summary>
internal sealed class ScriptedServer(params Func<HttpRequestMessage, HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private static readonly S3Options Options = new() { ServiceUrl = new Uri("http://127.0.0.1:1"), MaxAttempts = 4, StallTimeout = TimeSpan.FromMilliseconds(100) };

    private readonly Lock _lock = new();
    private readonly Queue<Func<HttpRequestMessage, HttpResponseMessage>> _answers = new(answers);

    public List<(string Method, string Path, string? Range, string? IfMatch, DateTime Date)> Requests { get; } = [];

    /// <summary>A store that talks to this server, and does not wait between attempts.</summary>
    public S3ObjectStore CreateStore(Func<S3Options, S3Options>? change = null)
    {
        var options = change?.Invoke(Options) ?? Options;
        var config = S3ClientFactory.Configure(options);
        config.HttpClientFactory = new Factory(this);
        return new S3ObjectStore(new S3Client(new BasicAWSCredentials("key", "secret"), config), options, null, null, static () => 0);
    }

    /// <summary>A refusal, as S3 words it.</summary>
    public static HttpResponseMessage Refuse(HttpStatusCode status, string code, string message = "Because.", DateTimeOffset? date = null)
    {
        var response = new HttpResponseMessage(status)
        {
            Content = new StringContent($"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>REQ1</RequestId></Error>", Encoding.UTF8, "application/xml"),
        };
        response.Headers.Add("x-amz-request-id", "REQ1");
        response.Headers.Date = date ?? DateTimeOffset.UtcNow;
        return response;
    }

    /// <summary>A range of an object, as many bytes of it as are given.</summary>
    public static HttpResponseMessage Range(byte[] content, long first, long last, string etag = "v1", Stream? body = null, long? size = null)
    {
        var response = new HttpResponseMessage(HttpStatusCode.PartialContent)
        {
            Content = body is null ? new ByteArrayContent(content, (int)first, (int)(last - first + 1)) : new StreamContent(body),
        };
        response.Content.Headers.ContentLength = last - first + 1;
        response.Content.Headers.ContentRange = new(first, last, size ?? content.Length);
        response.Headers.TryAddWithoutValidation("ETag", $"\"{etag}\"");
        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Func<HttpRequestMessage, HttpResponseMessage> answer;
        lock (_lock)
        {
            var date = DateTime.ParseExact(
                request.Headers.GetValues("X-Amz-Date").Single(), "yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);
            Requests.Add((request.Method.Method, request.RequestUri!.AbsolutePath, request.Headers.Range?.ToString(), request.Headers.IfMatch.SingleOrDefault()?.Tag, date));
            answer = _answers.Dequeue();
        }

        var response = answer(request);
        response.RequestMessage = request;
        return Task.FromResult(response);
    }

    private sealed class Factory(ScriptedServer server) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(server, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
