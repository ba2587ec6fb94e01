using System.Collections;

namespace Slipway.Features;

/// <summary>Names made when they are read: a hashed column has hundreds of thousands of them.</summary>
internal sealed class FeatureNameList(FittedFeaturePipeline pipeline) : IReadOnlyList<string>
{
    public int Count => pipeline.FeatureCount;

    public string this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var found = Array.BinarySearch(pipeline.Offsets, index);
            var input = found >= 0 ? found : ~found - 1;
            return pipeline.Steps[input].Name(pipeline.Inputs[input].Name, index - pipeline.Offsets[input]);
        }
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
