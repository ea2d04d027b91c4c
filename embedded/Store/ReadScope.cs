namespace EmbeddedFunctions.Store;

/// <summary>A consistent snapshot of everything committed when the read began.</summary>
public sealed class ReadScope : StoreScope
{
    private readonly Connection _connection;

    internal ReadScope(Connection connection)
    {
        _connection = connection;
    }

    internal override Connection Connection => _connection;
}
