using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Slipway.S3Double.Operations;

/// <summary>The XML of requests and answers.</summary>
internal static class S3Xml
{
    public const string HostId = "c2xpcHdheS1zMy1kb3VibGU=";
    private static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    public static XElement Owner(string name = "Owner") => Element(name, Element("ID", "double"), Element("DisplayName", "double"));

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Parses a request's body; clients send it with and without a namespace.</summary>
    public static XElement Parse(byte[] body, string root)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { CheckCharacters = false, DtdProcessing = DtdProcessing.Prohibit });
            var element = XElement.Load(reader);
            if (element.Name.LocalName == root)
            {
                return element;
            }
        }
        catch (XmlException)
        {
            // Answered below, like XML of another kind.
        }

        throw new S3RefusedException(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");
    }

    public static IEnumerable<XElement> Children(XElement element, string name) => element.Elements().Where(e => e.Name.LocalName == name);

    public static string? Text(XElement element, string name) => Children(element, name).FirstOrDefault()?.Value;
}
