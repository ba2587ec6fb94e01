using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Replaces inferred types by those that the user fixed.</summary>
internal static class ColumnTypes
{
    /// <summary>The columns with these types.</summary>
    /// <param name="schema">The inferred columns.</param>
    /// <param name="types">Types by name.</param>
    /// <param name="source">The file that the columns were inferred from.</param>
    /// <exception cref="DataFormatException">A name is no column, or the column holds vectors.</exception>
    public static Schema Apply(Schema schema, IReadOnlyDictionary<string, ColumnType> types, string source)
    {
        foreach (var (name, type) in types)
        {
            var at = ColumnNames.Find(schema, name);
            if (at < 0)
            {
                throw new DataFormatException(
                    $"WithColumn names a column that is not there: {ColumnNames.Missing(schema, name, "such")}", source, column: name,
                    remedy: $"Of this source {ColumnNames.List(schema)}.");
            }

            var field = schema.GetFieldByIndex(at);
            if (field.DataType is NestedType)
            {
                throw new DataFormatException(
                    $"the column holds vectors ({field.DataType.Name}) and cannot be read as {type}", source, column: field.Name,
                    remedy: "Leave out WithColumn for it.");
            }

            schema = schema.SetField(at, new Field(field.Name, ArrowTypeOf(type), type != ColumnType.Number, field.Metadata));
        }

        return schema;
    }

    private static IArrowType ArrowTypeOf(ColumnType type) => type switch
    {
        ColumnType.Number => DoubleType.Default,
        ColumnType.Integer => Int64Type.Default,
        ColumnType.Text => StringType.Default,
        ColumnType.Boolean => BooleanType.Default,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a column type."),
    };
}
