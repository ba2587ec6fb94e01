using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>Loss and derivative of one register of predictions; <c>parameter</c> is the kind's own.</summary>
internal interface IPointwiseLoss
{
    TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>;
}

internal readonly struct SquaredLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        gradient = p - y;
        return TLanes.Broadcast(0.5f) * gradient * gradient;
    }
}

internal readonly struct AbsoluteLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes e = p - y;
        gradient = Signs.OrZero(e);
        return Signs.Magnitude(e);
    }
}

internal readonly struct HuberLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes e = p - y, magnitude = Signs.Magnitude(e), half = TLanes.Broadcast(0.5f);
        TLanes outside = TLanes.GreaterThan(magnitude, parameter);
        gradient = TLanes.Select(outside, parameter | Signs.Of(e), e);
        return TLanes.Select(outside, parameter * (magnitude - (half * parameter)), half * e * e);
    }
}

internal readonly struct QuantileLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes e = y - p, zero = default, below = parameter - TLanes.Broadcast(1f);
        TLanes slope = TLanes.Select(TLanes.LessThan(e, zero), below, parameter);
        gradient = TLanes.Select(TLanes.EqualTo(e, zero), zero, zero - slope);
        return slope * e;
    }
}

internal readonly struct EpsilonInsensitiveLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes e = p - y, excess = Signs.Magnitude(e) - parameter, zero = default;
        TLanes inside = TLanes.LessThan(excess, zero) | TLanes.EqualTo(excess, zero);
        gradient = TLanes.Select(inside, zero, Signs.OrZero(e));
        return TLanes.Select(inside, zero, excess);
    }
}

internal readonly struct SquaredEpsilonInsensitiveLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes e = p - y, excess = Signs.Magnitude(e) - parameter, zero = default;
        TLanes inside = TLanes.LessThan(excess, zero) | TLanes.EqualTo(excess, zero);
        gradient = TLanes.Select(inside, zero, excess * Signs.OrZero(e));
        return TLanes.Select(inside, zero, TLanes.Broadcast(0.5f) * excess * excess);
    }
}

internal readonly struct LogisticLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        // ln(1 + e^p) = max(p, 0) + ln(1 + e^-|p|): no overflow at either end.
        TLanes one = TLanes.Broadcast(1f), zero = default;
        TLanes negative = TLanes.LessThan(p, zero);
        TLanes e = Exp.Lanes(p | TLanes.BroadcastBits(0x8000_0000));
        gradient = (TLanes.Select(negative, e, one) / (one + e)) - y;
        return Log.Lanes(one + e) + (TLanes.Select(negative, zero, p) - (p * y));
    }
}

internal readonly struct HingeLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f), zero = default, s = y + y - one, gap = one - (s * p);
        TLanes satisfied = TLanes.LessThan(gap, zero) | TLanes.EqualTo(gap, zero);
        gradient = TLanes.Select(satisfied, zero, zero - s);
        return TLanes.Select(satisfied, zero, gap);
    }
}

internal readonly struct SquaredHingeLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f), zero = default, s = y + y - one, gap = one - (s * p);
        gap = TLanes.Select(TLanes.LessThan(gap, zero), zero, gap);
        gradient = zero - (s * gap);
        return TLanes.Broadcast(0.5f) * gap * gap;
    }
}

internal readonly struct SmoothedHingeLoss : IPointwiseLoss
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Loss<TLanes>(TLanes p, TLanes y, TLanes parameter, out TLanes gradient) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f), zero = default, half = TLanes.Broadcast(0.5f), s = y + y - one, gap = one - (s * p);
        gap = TLanes.Select(TLanes.LessThan(gap, zero), zero, gap);
        TLanes linear = TLanes.GreaterThan(gap, one);
        gradient = zero - (s * TLanes.Select(linear, one, gap));
        return TLanes.Select(linear, gap - half, half * gap * gap);
    }
}

/// <summary>Sign arithmetic on lanes.</summary>
internal static class Signs
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Magnitude<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => x & TLanes.BroadcastBits(0x7FFF_FFFF);

    /// <summary>The sign bit alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => x & TLanes.BroadcastBits(0x8000_0000);

    /// <summary>-1, 0 or 1; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes OrZero<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f), zero = default;
        TLanes ordered = TLanes.Select(TLanes.GreaterThan(x, zero), one, x);
        return TLanes.Select(TLanes.LessThan(x, zero), zero - one, ordered);
    }
}
