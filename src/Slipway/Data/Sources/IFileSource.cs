namespace Slipway.Data;

/// <summary>A source that reads files, so that nobody writes over them.</summary>
internal interface IFileSource
{
    /// <summary>The files as they are now.</summary>
    /// <param name="services">Where object stores come from.</param>
    /// <exception cref="DataFormatException">There is none.</exception>
    IEnumerable<Uri> FindFiles(SlipwayServices services);
}
