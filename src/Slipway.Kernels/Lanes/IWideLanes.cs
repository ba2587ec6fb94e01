namespace Slipway.Kernels;

/// <summary>Lanes that also work in pairs, as 64-bit integers: what counter-based random numbers are made of.</summary>
internal interface IWideLanes<TSelf> : ILanes<TSelf> where TSelf : unmanaged, IWideLanes<TSelf>
{
    /// <summary>The 64-bit products of the even lanes, read as unsigned integers; the odd lanes are ignored.</summary>
    static abstract TSelf MultiplyEvenBits(TSelf left, TSelf right);

    /// <summary>Moves each odd lane into the even lane before it, and zero into the odd one.</summary>
    static abstract TSelf OddToEvenBits(TSelf value);

    /// <summary>The even lanes of one value, and the even lanes of another as the odd lanes.</summary>
    static abstract TSelf InterleaveEvenBits(TSelf even, TSelf odd);
}
