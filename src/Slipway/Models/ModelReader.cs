using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>
/// Gives back what a <see cref="ModelWriter"/> kept. Everything was verified (sizes, hashes) before the first call; a name that is
/// missing or of another type or shape is an <see cref="ArtifactException"/> that says which.
/// </summary>
public abstract class ModelReader
{
    /// <summary>Number of features of a row, as the feature pipeline in the artifact produces them; 0 without a pipeline.</summary>
    public abstract int FeatureCount { get; }

    /// <summary>Class labels in the order of their indices; empty when the task has none.</summary>
    public abstract IReadOnlyList<string> Classes { get; }

    /// <summary>Whether a tensor of this name was kept.</summary>
    /// <param name="name">The tensor.</param>
    public abstract bool HasTensor(string name);

    /// <summary>Dimensions of a tensor.</summary>
    /// <param name="name">The tensor.</param>
    public abstract IReadOnlyList<long> Shape(string name);

    /// <summary>A float32 tensor. The caller may keep and change the array.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="shape">The shape that it must have; empty accepts any.</param>
    /// <exception cref="ArtifactException">It is missing, or has another type or shape.</exception>
    /// <exception cref="InvalidOperationException">
    /// It was read before: a tensor is handed over once, without a copy.
    /// </exception>
    public abstract float[] ReadSingle(string name, params ReadOnlySpan<long> shape);

    /// <summary>A float64 tensor. The caller may keep and change the array.</summary>
    /// <inheritdoc cref="ReadSingle"/>
    public abstract double[] ReadDouble(string name, params ReadOnlySpan<long> shape);

    /// <summary>An int32 tensor. The caller may keep and change the array.</summary>
    /// <inheritdoc cref="ReadSingle"/>
    public abstract int[] ReadInt32(string name, params ReadOnlySpan<long> shape);

    /// <summary>A small value by name; null when it was kept as null.</summary>
    /// <param name="name">The value.</param>
    public abstract JsonNode? ReadValue(string name);

    /// <summary>A file in an engine's own format.</summary>
    /// <param name="name">File name as given to <see cref="ModelWriter.WriteFile"/>.</param>
    public abstract byte[] ReadFile(string name);
}
