using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Slipway.S3Double.Operations;

/// <summary>An answer before it is sent.</summary>
internal sealed record S3Response(int Status)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Length to state when the body is not sent (HEAD); null for the body's.</summary>
    public long? StatedLength { get; init; }

    public string? ErrorCode { get; init; }

    public static S3Response Xml(int status, XElement root)
    {
        using var stream = new MemoryStream();

        // A key may hold characters that XML 1.0 forbids; S3 sends them as references, too.
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = false }))
        {
            root.Save(writer);
        }

        return new S3Response(status) { Headers = [("Content-Type", "application/xml")], Body = stream.ToArray() };
    }

    public static S3Response Of(S3RefusedException error, string resource, string requestId)
    {
        var xml = new XElement(
            "Error",
            new XElement("Code", error.Code),
            new XElement("Message", error.Message),
            error.Details.Select(d => new XElement(d.Name, d.Value)),
            new XElement("Resource", resource),
            new XElement("RequestId", requestId),
            new XElement("HostId", S3Xml.HostId));
        var response = Xml(error.Status, xml);
        return response with { Headers = [.. response.Headers, .. error.Headers], ErrorCode = error.Code };
    }
}
