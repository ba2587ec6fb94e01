namespace Slipway.Tests.Data.Binding;

public enum Grade : byte
{
    Poor,
    Good = 7,
}

public sealed record AllTypes(
    sbyte I8, byte U8, short I16, ushort U16, int I32, uint U32, long I64, ulong U64, float F32, double F64, decimal Money, bool Flag,
    string? Text, Grade Grade, float[] Floats, ReadOnlyMemory<float> Memory, double[] Doubles, byte[] Bytes);

public sealed record AllNullable(
    sbyte? I8, byte? U8, short? I16, ushort? U16, int? I32, uint? U32, long? I64, ulong? U64, float? F32, double? F64, decimal? Money,
    bool? Flag, string? Text, Grade? Grade);

public readonly record struct Point(float X, double Y, int? Label);

public struct Mutable
{
    public int Count { get; set; }

    public string? Name { get; set; }
}

public class Settable
{
    public double Alcohol { get; set; }

    public string Band { get; init; } = "none";

    public double Twice => Alcohol * 2;
}

public sealed record Wine(float Alcohol, [ColumnName("malic acid %")] double MalicAcid, string Band);

public sealed record Ambiguous(float Alcohol_By_Volume, float AlcoholByVolume);

public sealed record Dated(float X, DateTime When);

public sealed record OnlyAlcohol(float Alcohol);
