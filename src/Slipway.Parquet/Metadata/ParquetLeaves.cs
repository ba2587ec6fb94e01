namespace Slipway.Data;

/// <summary>Makes columns of a schema tree.</summary>
internal sealed class ParquetLeaves
{
    private const int DeepestNesting = 100;

    private readonly IReadOnlyList<SchemaElement> _schema;
    private int _at = 1;
    private int _leaf;

    private ParquetLeaves(IReadOnlyList<SchemaElement> schema) => _schema = schema;

    /// <summary>The top-level columns, in order, and the number of all leaves.</summary>
    /// <exception cref="InvalidDataException">The tree is damaged.</exception>
    public static (ParquetLeaf[] Columns, int Leaves) Of(IReadOnlyList<SchemaElement> schema)
    {
        if (schema.Count < 2 || schema[0].Type is not null || schema[0].Children == 0)
        {
            throw new InvalidDataException("The schema has no columns.");
        }

        var tree = new ParquetLeaves(schema);
        var columns = new List<ParquetLeaf>();
        for (var i = 0; i < schema[0].Children; i++)
        {
            columns.Add(tree.Column());
        }

        return tree._at == schema.Count
            ? ([.. columns], tree._leaf)
            : throw new InvalidDataException("The schema has more nodes than its groups state.");
    }

    private ParquetLeaf Column()
    {
        var node = Next();
        var optional = node.Repetition == 1 ? 1 : 0;
        if (node.Type is not null)
        {
            return new ParquetLeaf(node.Name, node, _leaf++)
            {
                IsList = node.Repetition == 2,
                MaxDefinition = node.Repetition == 0 ? 0 : 1,
            };
        }

        var (start, leaf) = (_at, _leaf);
        if (node.Logical == LogicalType.List && node.Repetition != 2 && node.Children == 1 && Next() is { Repetition: 2 } middle)
        {
            if (middle.Type is not null)
            {
                return new ParquetLeaf(node.Name, middle, _leaf++) { IsList = true, MaxDefinition = optional + 1 };
            }

            if (middle.Children == 1 && Next() is { Type: not null, Repetition: not 2 } item)
            {
                return new ParquetLeaf(node.Name, item, _leaf++)
                {
                    IsList = true,
                    MaxDefinition = optional + 1 + item.Repetition,
                    HasMissingItems = item.Repetition == 1,
                };
            }
        }

        (_at, _leaf) = (start, leaf);
        Skip(node, 1);
        var kind = node.Logical switch { LogicalType.Map => "a map", LogicalType.List => "a list of lists or structs", _ => "a struct" };
        return new ParquetLeaf(node.Name, node, leaf)
        {
            Problem = $"the column is {kind}; single values and lists of numbers can be read",
        };
    }

    private void Skip(SchemaElement node, int depth)
    {
        if (node.Type is not null)
        {
            _leaf++;
            return;
        }

        for (var i = 0; i < node.Children; i++)
        {
            Skip(depth < DeepestNesting ? Next() : throw new InvalidDataException("The schema is nested too deep."), depth + 1);
        }
    }

    private SchemaElement Next() =>
        _at < _schema.Count ? _schema[_at++] : throw new InvalidDataException("The schema has fewer nodes than its groups state.");
}
