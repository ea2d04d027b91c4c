namespace Azure.Data.Tables.Models;

/// <summary>A table, as listed or created.</summary>
public class TableItem
{
    public TableItem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    public string Name { get; }
}
