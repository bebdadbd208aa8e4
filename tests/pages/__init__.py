"""The pages and parts that belong to no floor: charts, pictures, amounts and times as templates show them."""
