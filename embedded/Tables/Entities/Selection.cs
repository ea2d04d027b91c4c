using System.Text;
using Azure.Data.Tables;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>The names of the properties a reader asked for.</summary>
internal sealed class Selection
{
    private readonly byte[][] _names;

    private Selection(string[] names)
    {
        Names = names;
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
    }

    public IReadOnlyList<string> Names { get; }

    public bool PartitionKey => Names.Contains(nameof(ITableEntity.PartitionKey));

    public bool RowKey => Names.Contains(nameof(ITableEntity.RowKey));

    public bool Timestamp => Names.Contains(nameof(ITableEntity.Timestamp));

    /// <summary>The selection a caller gave; null, meaning everything, for none or an empty one.</summary>
    public static Selection? From(IEnumerable<string>? select)
    {
        var names = select?.SelectMany(name => name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray();
        return names is { Length: > 0 } ? new Selection(names) : null;
    }

    public bool Contains(ReadOnlySpan<byte> name)
    {
        foreach (var selected in _names)
        {
            if (name.SequenceEqual(selected))
            {
                return true;
            }
        }

        return false;
    }
}
