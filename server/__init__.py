"""The web server around Streamlit: headers, assets, upload gate, access, logs, metrics, warm-up.

May import: kpi. Read first: headers_and_first_html.
"""
