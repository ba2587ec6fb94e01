namespace Slipway;

internal static class SvmAlgorithm
{
    public const int MaximumDegree = 32;
}
