namespace Azure.Data.Tables;

/// <summary>One kind of write.</summary>
public enum TableTransactionActionType
{
    /// <summary>Fails with 409 if the entity is there.</summary>
    Add = 0,

    /// <summary>Fails with 404 if it is not there, with 412 if its ETag is another. Unnamed properties stay.</summary>
    UpdateMerge = 1,

    /// <summary>Fails with 404 if it is not there, with 412 if its ETag is another. Unnamed properties go.</summary>
    UpdateReplace = 2,

    /// <summary>Fails with 404 if it is not there, with 412 if its ETag is another.</summary>
    Delete = 3,

    /// <summary>Adds, or merges whatever its ETag.</summary>
    UpsertMerge = 4,

    /// <summary>Adds, or replaces whatever its ETag.</summary>
    UpsertReplace = 5,
}
