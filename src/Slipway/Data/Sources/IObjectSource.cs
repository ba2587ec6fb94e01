namespace Slipway.Data;

/// <summary>A source of objects in stores: it can be read in each input mode, in another order of its objects, and in parts by object.</summary>
internal interface IObjectSource : IChannelSource
{
    /// <summary>Starts a pass.</summary>
    BatchReader Open(SlipwayServices services, SourcePass pass);

    /// <summary>One of several parts of the objects.</summary>
    IObjectSource ShardByObject(int index, int count);

    /// <summary>The objects as they are now, so that nobody writes over them.</summary>
    /// <param name="services">Where object stores come from.</param>
    /// <exception cref="DataFormatException">There is none.</exception>
    IEnumerable<Uri> FindObjects(SlipwayServices services);
}
