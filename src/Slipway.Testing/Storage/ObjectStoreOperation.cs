namespace Slipway.Testing;

/// <summary>What was asked of an <see cref="InMemoryObjectStore"/>.</summary>
public enum ObjectStoreOperation
{
    /// <summary>A listing begins.</summary>
    List,

    /// <summary>Size and ETag of an object.</summary>
    Stat,

    /// <summary>An object, or a range of it, is opened for reading.</summary>
    OpenRead,

    /// <summary>A writer is made; nothing is visible yet.</summary>
    OpenWrite,

    /// <summary>A writer makes its object visible.</summary>
    Commit,

    /// <summary>An object is deleted.</summary>
    Delete,
}
