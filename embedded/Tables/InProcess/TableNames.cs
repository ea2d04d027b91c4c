using System.Text;
using Azure;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Store;
using EmbeddedFunctions.Tables.Entities;
using EmbeddedFunctions.Tables.Filters;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>The tables there are, and what they may be called.</summary>
internal static class TableNames
{
    private static readonly PropertyName NameProperty = new("TableName");

    /// <summary>Names are 3 to 63 letters and digits, a letter first; whichever case, it is the same table.</summary>
    public static void Check(string table)
    {
        if (table.Length is < 3 or > 63)
        {
            throw TableFailure.New(400, "OutOfRangeInput", "The specified resource name length is not within the permissible limits.").ToException();
        }

        if (!char.IsAsciiLetter(table[0]) || !table.All(char.IsAsciiLetterOrDigit))
        {
            throw TableFailure.New(400, "InvalidResourceName", "The specified resource name contains invalid characters.").ToException();
        }
    }

    public static Page<TableItem> List(ReadScope scope, FilterNode condition, int take, string? continuation)
    {
        var items = new List<TableItem>();
        string? next = null;
        using var rows = scope.Prepare("SELECT name FROM tables_names WHERE name>=?1 ORDER BY name").Bind(1, continuation ?? string.Empty);
        while (rows.Step())
        {
            var name = rows.Text(0);
            if (!Matches(condition, name))
            {
                continue;
            }

            if (items.Count == take)
            {
                next = name;
                break;
            }

            items.Add(new TableItem(name));
        }

        return Page<TableItem>.FromValues(items, next, new StoreResponse(200));
    }

    private static bool Matches(FilterNode condition, string name)
    {
        var writer = EntityWriter.Rent();
        writer.Add(NameProperty, name);
        return condition.Matches(new FilterRow([], Encoding.UTF8.GetBytes(name), 0, writer.Written));
    }
}
