using StockFlow.Bench;

return await Catalog.RunAsync(args);
