namespace Slipway.Kernels;

/// <summary><c>y = f(x)</c> for one register.</summary>
internal interface IUnaryOperation
{
    TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>;
}

/// <summary><c>z = f(x, y)</c> for one register.</summary>
internal interface IBinaryOperation
{
    TLanes Apply<TLanes>(TLanes x, TLanes y) where TLanes : unmanaged, ILanes<TLanes>;
}
