namespace Slipway.Testing;

/// <summary>One call of an <see cref="InMemoryObjectStore"/>.</summary>
/// <param name="Operation">What was asked.</param>
/// <param name="Uri">The object, or the prefix of a listing.</param>
public readonly record struct ObjectStoreCall(ObjectStoreOperation Operation, Uri Uri);
