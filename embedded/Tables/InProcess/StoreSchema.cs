namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>The tables' own tables.</summary>
internal static class StoreSchema
{
    public const string Area = "tables";

    /// <summary>Entities are stored in the order of their keys, so that a key range is one walk.</summary>
    public const string Version1 = """
        CREATE TABLE tables_names(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE);
        CREATE TABLE tables_entities(
            table_id INTEGER NOT NULL,
            pk TEXT NOT NULL,
            rk TEXT NOT NULL,
            written_at INTEGER NOT NULL,
            properties BLOB NOT NULL,
            PRIMARY KEY(table_id, pk, rk)) WITHOUT ROWID;
        CREATE TABLE tables_clock(id INTEGER PRIMARY KEY, promised INTEGER NOT NULL);
        """;
}
